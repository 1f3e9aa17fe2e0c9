import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../../src/base/errors.ts";
import { parseFaults } from "../../../src/adapters/live/faults/fault_text.ts";

Deno.test("faults: several in one text, each kind with what it needs", () => {
  assertEquals(parseFaults("redis:kill@8s+3s, database:drop=10%@1500ms+1min", ["redis", "database"]), [
    { part: "redis", fault: { kind: "kill" }, atMs: 8000, untilMs: 11_000 },
    { part: "database", fault: { kind: "drop", share: 0.1 }, atMs: 1500, untilMs: 61_500 },
  ]);
});

Deno.test("faults: what is wrong is said in one line", () => {
  const cases = [
    ["redis", "PART:KIND@START+LENGTH"],
    ["redis:kill", "PART:KIND@START+LENGTH"],
    ["redis:kill@8s", "PART:KIND@START+LENGTH"],
    ["redis:kill=3@8s+3s", "PART:KIND@START+LENGTH"],
    ["redis:slow@8s+3s", "PART:KIND@START+LENGTH"],
    ["redis:explode@8s+3s", "PART:KIND@START+LENGTH"],
    ["rediss:kill@8s+3s", "of a part that this run can hurt (redis)"],
    ["redis:kill@8+3s", "a duration such as"],
    ["redis:kill@8s+0s", "longer than 0"],
    ["redis:drop=0%@8s+3s", "above 0% and at most 100%"],
    ["redis:drop=101%@8s+3s", "above 0% and at most 100%"],
    ["redis:drop=0.5@8s+3s", "above 0% and at most 100%"],
  ];
  for (const [text, says] of cases) {
    const failure = assertThrows(() => parseFaults(text!, ["redis"]), Failure, says);
    assertEquals([failure.exitStatus, failure.message.includes("\n")], [2, false], text);
  }
});
