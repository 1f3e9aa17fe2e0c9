import { assertEquals } from "@std/assert";
import { messagesOf, testRule } from "./rule_cases.ts";

const PURE = "src/cache/store.ts";

testRule("ambient", [
  ["const nowMs = Date.now();", PURE, 1],
  ['const nowMs = Date["now"]();', PURE, 1],
  ["const at = new Date();", PURE, 1],
  ["const at = Date();", PURE, 1],
  ["const read = Date;", PURE, 1],
  ["function wait(now = Date.now) { return now(); }", PURE, 1],
  ["const nowMs = performance.now();", PURE, 1],
  ["setTimeout(() => {}, 5);", PURE, 1],
  ["const timer = { start: setInterval };", PURE, 1],
  ["queueMicrotask(run); setImmediate(run);", PURE, 2],
  ["const dice = Math.random();", PURE, 1],
  ["const id = crypto.randomUUID(); crypto.getRandomValues(bytes);", PURE, 2],
  ['const reply = fetch("http://shop.example/");', PURE, 1],
  ["const deps = { fetch };", PURE, 1],
  ['const reply = globalThis.fetch("http://shop.example/");', PURE, 1],
  ["const text = Deno.readTextFileSync(path);", PURE, 1],
  ["console.log(text);", PURE, 1],
  ["const port = process.env.PORT;", PURE, 1],
  ['import process from "node:process"; const port = process.env.PORT;', PURE, 1],
  ['import { setTimeout } from "node:timers/promises";', PURE, 1],
  ["function a(fetch: Fetch) { return fetch(1); } fetch(2);", PURE, 1],
  ["{ const fetch = make(); } fetch(2);", PURE, 1],
  ["const nowMs = Date.now();", "scenarios/burst.ts", 1],
  ["const nowMs = Date.now();", "src/flow/simulated_world.ts", 1],
]);

testRule("ambient", [
  ["const tier = (fetch: Fetch): Fetch => (request) => fetch(request);", PURE, 0],
  ["const tier = ({ fetch }: Ports) => fetch(1);", PURE, 0],
  ["const tier = ({ next: fetch = other }: Ports) => fetch(1);", PURE, 0],
  ["class Tier { constructor(private readonly fetch: Fetch) { fetch(1); } }", PURE, 0],
  ['import { fetch } from "./fetch.ts"; fetch(1);', PURE, 0],
  ["function* fetch() {} fetch();", PURE, 0],
  ["for (const fetch of all) fetch(1);", PURE, 0],
  ["try { run(); } catch (process) { throw process; }", PURE, 0],
  ["type Fetch = (fetch: typeof globalThis.fetch) => void; interface Date { fetch: Date }", PURE, 0],
  ["class Tier { fetch(request: Request) { return this.fetch(request); } }", PURE, 0],
  ["const reply = ports.fetch(request); const nowMs = clock.performance;", PURE, 0],
  ["const names = { Date: 1, process: 2, fetch: (x: number) => x };", PURE, 0],
  ["const { process } = stages; process(1);", PURE, 0],
  ["export { tier as fetch };", PURE, 0],
  ["function isDate(value: unknown): value is Date { return value instanceof Date; }", PURE, 0],
  ['const has = typeof fetch === "function";', PURE, 0],
  ["const text = new Date(ms).toUTCString(); const ms = Date.parse(text) + Date.UTC(2020, 1);", PURE, 0],
  ["const most = Math.max(1, 2); const digest = crypto.subtle;", PURE, 0],
  ["// Deno.serve, Date.now and fetch() in a comment", PURE, 0],
  ['const text = "Date.now()";', PURE, 0],
  ["const nowMs = Date.now(); Deno.exit(); console.log(1);", "src/cli/compare.ts", 0],
  ["const nowMs = performance.now(); setTimeout(run, 5);", "src/flow/live_clock.ts", 0],
  ['const reply = fetch("http://shop.example/");', "src/adapters/live/http.ts", 0],
  ["const nowMs = Date.now();", "main.ts", 0],
  ["const nowMs = Date.now();", "tests/cache/store_test.ts", 0],
  ["const nowMs = Date.now();", "bench/store_bench.ts", 0],
  ["const nowMs = Date.now();", "std/http/serve_dir.ts", 0],
]);

Deno.test("ambient says what to use instead", () => {
  assertEquals(messagesOf("ambient", "Math.random();", PURE), [
    "Cannot use Math.random here: use a Random stream forked by name (src/base/random.ts): received an ambient thing",
  ]);
});
