import { assertEquals } from "@std/assert";
import { ROWS } from "../../lint/layers.ts";
import { messagesOf, testRule } from "./rule_cases.ts";

testRule("layers", [
  ['import { mix32 } from "./hash.ts";', "src/base/digest.ts", 0],
  ['import { mix32 } from "../base/hash.ts";', "src/cache/store.ts", 0],
  ['import type { Tier } from "../ports/http.ts";', "src/cache/store.ts", 0],
  ['import * as valibot from "valibot";', "src/base/decode.ts", 0],
  ['import { sleep } from "../flow/instructions.ts";', "src/base/digest.ts", 1],
  ['import type { Tier } from "../ports/http.ts";', "src/flow/task.ts", 1],
  ['export { etag } from "../http/etag.ts";', "src/cache/store.ts", 1],
  ['export * from "../compression/codec.ts";', "src/http/reply.ts", 1],
  ['type Result = import("../runner/result_schema.ts").Result;', "src/cache/store.ts", 1],
  ['const module = import("../cli/main.ts");', "src/cache/store.ts", 1],
  // Narrowed rows.
  ['import { Random } from "../base/random.ts";', "src/eviction/sieve.ts", 0],
  ['import type { Clock } from "../flow/clock.ts";', "src/eviction/sieve.ts", 1],
  ['import type { Result } from "../runner/result_schema.ts";', "src/report/page.ts", 0],
  ['import { digestOf } from "../runner/result_digest.ts";', "src/report/page.ts", 0],
  ['import { run } from "../runner/run.ts";', "src/report/page.ts", 1],
  ['import { sieve } from "../eviction/sieve.ts";', "src/report/page.ts", 1],
  // Adapters.
  ['import { latency } from "./latency.ts";', "src/adapters/sim/redis.ts", 0],
  ['import { redis } from "../live/redis.ts";', "src/adapters/sim/redis.ts", 1],
  ['import { redis } from "../sim/redis.ts";', "src/adapters/live/redis.ts", 1],
  ['import { redis } from "./sim/redis.ts";', "src/adapters/registry.ts", 0],
  // The top.
  ['import { page } from "./report/page.ts";', "src/mod.ts", 0],
  ['import { main } from "./cli/main.ts";', "src/mod.ts", 1],
  ['import { face } from "../mod.ts";', "src/designs/named.ts", 1],
  ['import { main } from "./src/cli/main.ts";', "main.ts", 0],
  ['import { burst } from "../../scenarios/burst.ts";', "src/cli/compare.ts", 0],
  ['import { burst } from "../../scenarios/burst.ts";', "src/runner/run.ts", 1],
  ['import config from "../../deno.json" with { type: "json" };', "src/runner/run.ts", 0],
  ['import { cache } from "../../src/cache/store.ts";', "tests/cache/store_test.ts", 0],
  ["export const one = 1;", "src/loose.ts", 1],
  ["export const one = 1;", "src/unheard/of.ts", 1],
  // Packages.
  ['import { Redis } from "ioredis";', "src/adapters/live/redis.ts", 0],
  ['import { Redis } from "npm:ioredis@6";', "src/cache/store.ts", 1],
  ['import { gzipSync } from "node:zlib";', "src/compression/codec.ts", 1],
  ['import { readFile } from "node:fs/promises";', "main.ts", 0],
  ['import { readFile } from "node:fs/promises";', "src/trace/reader.ts", 1],
  ['import { DatabaseSync } from "node:sqlite";', "tests/database/sqlite_test.ts", 0],
  ['import { compile } from "vega-lite";', "src/report/chart.ts", 0],
  ['import { compile } from "vega-lite";', "src/cli/report.ts", 1],
  ['import { Command } from "commander";', "src/cli/command.ts", 0],
  ['import { Command } from "commander";', "main.ts", 1],
  ['import { escape } from "node:querystring";', "src/http/query.ts", 0],
]);

Deno.test("layers says which way the import points", () => {
  assertEquals(messagesOf("layers", 'import { run } from "../runner/run.ts";', "src/cache/store.ts"), [
    "Cannot import src/runner/run.ts here: runner lies above cache: received it in src/cache/store.ts",
  ]);
  assertEquals(messagesOf("layers", 'import { Redis } from "ioredis";', "src/cache/store.ts"), [
    "Cannot import ioredis here: it must stay in src/adapters/live/, src/cli/, main.ts: received it in src/cache/store.ts",
  ]);
});

Deno.test("each layer stands in one row", () => {
  const names = ROWS.flat();
  assertEquals(names.length, new Set(names).size);
});
