import { testRule } from "./rule_cases.ts";

const PURE = "src/cache/store.ts";

testRule("async-free", [
  ["export async function read() { await run(); }", PURE, 1],
  ["const read = async () => { await run(); };", PURE, 1],
  ["const store = { async read() { await run(); } };", PURE, 1],
  ["class Store { async *read() { yield await run(); } }", PURE, 1],
  ["const store = await open();", PURE, 1],
  ["for await (const line of lines) use(line);", PURE, 1],
  ["await using file = open();", PURE, 1],
  ["export function* read(): Flow<void> { yield* run(); }", PURE, 0],
  ["export function read(): Promise<void> { return world.run(flow); }", PURE, 0],
  ["for (const line of lines) use(line);", PURE, 0],
  ["const store = await open();", "src/adapters/live/redis.ts", 0],
  ["export async function read() { await run(); }", "src/flow/live_clock.ts", 0],
  ["export async function read() { await run(); }", "src/cli/compare.ts", 0],
  ["export async function read() { await run(); }", "tests/cache/store_test.ts", 0],
]);
