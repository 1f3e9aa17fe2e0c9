import { assert, assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../src/base/errors.ts";
import { decode } from "../../src/base/decode.ts";
import { aStaging } from "../../src/designs/a_staging.ts";
import { designSchema } from "../../src/designs/design_config.ts";
import { limitsFrom, overshootOf } from "../../src/tuning/limits.ts";
import { DESIGN_PATHS } from "../../src/tuning/design_paths.ts";
import { configWith, parseVary, settingText } from "../../src/tuning/vary.ts";
import { readValue, writeValue } from "../../src/tuning/value_text.ts";
import fc from "../support/property.ts";

const DESIGN = { name: "a-staging", config: aStaging };

Deno.test("--vary reads log-spaced ranges, lists, stars and units", () => {
  const space = parseVary("l1.entries=100..100000/4,l1.policy=lru|sieve,l2.ttl=60s..1h,validators=*", DESIGN);
  assertEquals(space.map(({ path }) => path), ["l1.entries", "l1.policy", "l2.ttlMs", "validators"]);
  assertEquals(space[0]!.values, [100, 1000, 10_000, 100_000]);
  assertEquals(space[1], { path: "l1.policy", values: ["lru", "sieve"], isOrdered: false });
  assertEquals([space[2]!.values[0], space[2]!.values.at(-1), space[2]!.values.length], [60_000, 3_600_000, 10]);
  assertEquals(space[3]!.values, [false, true]);
  const policies = parseVary("l1.policy=*", DESIGN)[0]!.values;
  assert(policies.includes("s3fifo") && policies.length > 10);
  for (const bound of ["belady", "belady-size", "infinite"]) assert(!policies.includes(bound), bound);
  const config = configWith(aStaging, space, [3, 1, 9, 0]);
  assertEquals([config.l1, config.l2?.ttlMs], [{ ...aStaging.l1!, entries: 100_000, policy: "sieve" }, 3_600_000]);
  assertEquals(aStaging.l1!.entries, 500);
});

/** What is wrong, and what the line must say. */
const WRONG: readonly [string, string][] = [
  ["", 'path=values: received ""'],
  ["l1.entries", 'path=values: received "l1.entries"'],
  ["l1.entreis=1..2", "did you mean l1.entries?: received l1.entreis"],
  ["cdn.storage=1MB..1GB", "Cannot vary cdn.storageBytes: the design must have cdn: received a-staging without it"],
  ["l1.entries=100..10", "must ascend from above 0"],
  ["l1.entries=0..10", "must ascend from above 0"],
  ["l1.entries=1..10/1", "2 to 1000 values"],
  ["l1.entries=1..10/x", "2 to 1000 values"],
  ["l1.entries=1.5", "--vary l1.entries: it must be a whole number"],
  ["l1.entries=0", "l1.entries must be"],
  ["l1.entries=*", "a range such as 100..1000"],
  ["l1.policy=lru|sive", "did you mean sieve?"],
  ["l1.policy=belady", "no knowledge of the future"],
  ["l1.policy=lru..sieve", "must ascend"],
  ["l2.ttl=60..1h", 'a duration such as 250ms, 20s or 5min: received "60"'],
  ["instanceMemory=1..2", "a size such as 500B"],
  ["l2.kind=redis-clustr", "did you mean redis-cluster?"],
  ["validators=yes", "true or false"],
  ["l2.ttl=1h,l2.ttlMs=2h", "received l2.ttlMs twice"],
];

Deno.test("--vary says the path and what was expected", () => {
  for (const [text, says] of WRONG) {
    const error = assertThrows(() => parseVary(text, DESIGN), Failure, says);
    assert(/^Cannot [^\n]+: [^\n]+: received [^\n]+$/.test(error.message), error.message);
  }
});

Deno.test("the text of a setting gives the very same design again", () => {
  const space = parseVary("l1.entries=7..123456/40,l1.policy=*,l2.ttl=1ms..3d/40,instanceMemory=1B..7GB/40", DESIGN);
  fc.assert(
    fc.property(fc.tuple(...space.map(({ values }) => fc.nat(values.length - 1))), (setting) => {
      const again = parseVary(settingText(space, setting), DESIGN);
      assertEquals(configWith(aStaging, again, [0, 0, 0, 0]), configWith(aStaging, space, setting));
    }),
  );
});

Deno.test("paths come from the design's schema, and every kind is written as it is read", () => {
  const paths = DESIGN_PATHS.map(({ path }) => path);
  for (const path of ["l1.entries", "database.connections", "edge.storageBytes", "threads"]) {
    assert(paths.includes(path));
  }
  const kinds = new Map(DESIGN_PATHS.map((at) => [at.kind, at]));
  assertEquals([...kinds.keys()].sort(), ["choice", "count", "duration", "flag", "number", "policy", "size"]);
  const values = { choice: undefined, count: 12, duration: 90_000, flag: true, number: 4.5, policy: "lru", size: 64e6 };
  for (const [kind, at] of kinds) {
    const value = values[kind] ?? at.options[0]!;
    assertEquals(readValue(at, writeValue(at, value), "x"), value);
  }
  decode(designSchema, aStaging, "the design");
});

Deno.test("--budget replaces limits of registered budgets and refuses all else", () => {
  const limits = limitsFrom("api-response<=80ms, cache-hit-ratio>=60%");
  assertEquals(limits.length, limitsFrom(undefined).length);
  assertEquals(limits.find(({ id }) => id === "api-response")!.limit, 80);
  assertEquals(limits.find(({ id }) => id === "cache-hit-ratio")!.limit, 0.6);
  const hit = limits.find(({ id }) => id === "cache-hit-ratio")!;
  assert(Math.abs(overshootOf(hit, 0.3) - 0.5) < 1e-9 && overshootOf(hit, 0.9) < 0 && overshootOf(hit, null) < 0);
  for (
    const [text, says] of [
      ["x", "must look like"],
      ["api-respons<=1ms", "did you mean api-response?"],
      ["api-response>=1ms", "must be <="],
      ["api-response<=80", "a duration"],
      ["error-ratio<=200%", "a share"],
      ["cls<=10%", "a number from 0"],
    ] as const
  ) assertThrows(() => limitsFrom(text), Failure, says);
});
