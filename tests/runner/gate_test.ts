import { assert, assertEquals, assertThrows } from "@std/assert";
import { gateLines } from "../../src/cli/gate_lines.ts";
import { gateOf } from "../../src/runner/gate.ts";
import type { DesignResult, Result } from "../../src/runner/result_schema.ts";
import { sampleResult } from "../report/sample_result.ts";

const REPEATS = 8;

/** One design that meets its budgets, whose repeats differ a little. */
function result(options: { slower?: (seed: number) => number; repeats?: number; broken?: boolean } = {}): Result {
  const sample = sampleResult({ designs: 1, points: 4 });
  const [design] = sample.designs as [DesignResult];
  const repeats = Array.from({ length: options.repeats ?? REPEATS }, (_, index) => {
    const seed = index + 1;
    const factor = (1 + 0.01 * Math.sin(seed * 7)) * (options.slower?.(seed) ?? 1);
    const { latencyMs } = design;
    const scaled = Object.fromEntries(
      Object.entries(latencyMs).map(([name, value]) => [name, name === "count" ? value : value * factor]),
    ) as typeof latencyMs;
    return { ...design.repeats[0]!, seed, latencyMs: scaled, errors: 0, hitRatio: 0.6 };
  });
  const budgets = design.budgets.map((budget) => ({ ...budget, pass: budget.value === null ? null : !options.broken }));
  return { ...sample, interrupted: false, designs: [{ ...design, repeats, budgets }] };
}

Deno.test("without a baseline the budgets alone decide, and three lines say so", () => {
  const open = gateOf(result(), undefined);
  assertEquals([open.isOpen, gateLines(open)[0], gateLines(open)[2]], [true, "gate: PASS", "baseline: none given"]);
  const closed = gateOf(result({ broken: true }), undefined);
  assertEquals(closed.isOpen, false);
  assert(gateLines(closed)[1].includes("breaks"), gateLines(closed)[1]);
});

Deno.test("the same result as its own baseline opens the gate", () => {
  const outcome = gateOf(result(), result());
  assertEquals([outcome.isOpen, outcome.worse, outcome.suspected], [true, [], []]);
});

Deno.test("a metric that is worse beyond its margin on every seed closes the gate, with its interval", () => {
  const outcome = gateOf(result({ slower: (seed) => 1.2 + 0.01 * (seed % 3) }), result());
  assertEquals(outcome.isOpen, false);
  assert(outcome.worse.some(({ row }) => row.metric === "p95 ms"));
  const [, , line] = gateLines(outcome);
  assert(/95 % interval \+.* to \+.*, margin .*, 8 pairs\)/.test(line), line);
  assertEquals(gateOf(result(), result({ slower: () => 1.2 })).isOpen, true, "better is no reason");
});

Deno.test("worse, but within the margin or undecided, leaves the gate open", () => {
  assertEquals(gateOf(result({ slower: () => 1.02 }), result()).isOpen, true);
  const noisy = gateOf(result({ slower: (seed) => seed % 2 === 0 ? 1.3 : 0.8 }), result());
  assertEquals(noisy.isOpen, true);
});

Deno.test("too few pairs are never judged, and the line says so", () => {
  const outcome = gateOf(result({ slower: () => 2, repeats: 3 }), result({ repeats: 3 }));
  assertEquals([outcome.isOpen, outcome.worse], [true, []]);
  assert(gateLines(outcome)[2].includes("too few runs: 3 of at least 6"), gateLines(outcome)[2]);
});

Deno.test("a design that the baseline does not know is named; none in common, other traffic and stopped runs are refused", () => {
  const ours = result();
  const both = { ...ours, designs: [...ours.designs, { ...ours.designs[0]!, name: "new" }] };
  assertEquals(gateOf(both, ours).unknown, ["new"]);
  const renamed = { ...ours, designs: [{ ...ours.designs[0]!, name: "other" }] };
  assertThrows(() => gateOf(renamed, ours), Error, "runs of the same seeds");
  const shorter = { ...ours, workload: { ...ours.workload, durationMs: 1000 } };
  assertThrows(() => gateOf(shorter, ours), Error, "its traffic must be that of the result");
  assertThrows(() => gateOf({ ...ours, interrupted: true }, undefined), Error, "received a stopped one");
});
