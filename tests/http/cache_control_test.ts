import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { immediate } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { cacheControlByRoute, type CacheControlRule } from "../../src/http/cache_control.ts";
import { cacheDirectives } from "../../src/http/cache_directives.ts";
import type { Method } from "../../src/ports/http.ts";
import { reply, request } from "./fixtures.ts";

const ARCHITECTURE_A: readonly [method: Method, path: string, expected: string][] = [
  ["GET", "/assets/shop.4f2a.js", "public, max-age=31536000, immutable"],
  ["GET", "/images/12.avif?w=640", "public, max-age=2592000"],
  ["GET", "/products/12", "public, max-age=0, must-revalidate"],
  ["GET", "/", "public, max-age=0, must-revalidate"],
  ["GET", "/?utm_source=x", "public, max-age=0, must-revalidate"],
  ["GET", "/api/products/12", "private, no-cache"],
  ["POST", "/api/cart", "no-store"],
  ["GET", "/api/performance/metrics", "no-store"],
  ["GET", "/account", "private, no-cache"],
];
for (const [method, path, expected] of ARCHITECTURE_A) {
  Deno.test(`architecture A: ${method} ${path} is ${expected}`, () => {
    const fetch = cacheControlByRoute()(() => immediate(reply()));
    assertEquals(simulate(() => fetch(request(path, {}, method))).headers["cache-control"], expected);
  });
}

Deno.test("the first rule counts, the application's own value stays, an error is not stored", () => {
  const rules: CacheControlRule[] = [
    { prefix: "/a/", suffixes: [".js", ".css"], value: "one" },
    { prefix: "/a/", value: "two" },
  ];
  const ask = (path: string, answer = reply()) =>
    simulate(() => cacheControlByRoute(rules)(() => immediate(answer))(request(path))).headers["cache-control"];
  assertEquals(["/a/x.css?v=1", "/a/x.png", "/b"].map((path) => ask(path)), ["one", "two", undefined]);
  assertEquals(ask("/a/x.js", reply({ "cache-control": "own" })), "own");
  assertEquals(ask("/a/x.js", reply({}, { status: 404 })), "no-store");
});

Deno.test("a request that no rule knows is passed on without a wrapper", () => {
  const operation = immediate(reply());
  assertStrictEquals(cacheControlByRoute([{ prefix: "/a", value: "one" }])(() => operation)(request("/b")), operation);
});

Deno.test("a rule that matches by nothing, by two things, or says nothing is refused", () => {
  for (const rule of [{ value: "x" }, { prefix: "/", path: "/", value: "x" }, { prefix: "/", value: " " }]) {
    assertThrows(() => cacheControlByRoute([rule]), TypeError, "Cannot use Cache-Control rule");
  }
});

Deno.test("directives: case, quotes, commas in quotes, repetition, nonsense", () => {
  const read = cacheDirectives;
  assertEquals([read("No-Store").noStore, read(undefined).noStore, read("").maxAgeS], [true, false, undefined]);
  assertEquals(read('private="set-cookie, x", max-age="30"').maxAgeS, 30);
  assertEquals(read('private="no-store"'), { ...read("private") });
  assertEquals(read("max-age=5, max-age=50").maxAgeS, 5);
  assertEquals([read("max-age=-1").maxAgeS, read("s-maxage=1.5").sMaxAgeS, read("max-age").maxAgeS], [0, 0, 0]);
  assertEquals(read("max-age=99999999999999999999").maxAgeS, 2 ** 31);
  assertEquals(read("unknown=1,,  ;public").isPublic, true);
});
