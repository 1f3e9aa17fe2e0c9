import { Failure } from "../base/errors.ts";
import { designComparisons } from "./design_comparisons.ts";
import { liveComparison } from "./live_comparisons.ts";
import type { ComparisonRow } from "./result_comparison_schema.ts";
import type { DesignResult, Result } from "./result_schema.ts";

/** A budget of a design that is broken. */
export interface BrokenBudget {
  readonly design: string;
  readonly budget: DesignResult["budgets"][number];
}

/** A metric of a design beside the same design's in the baseline. */
export interface AgainstBaseline {
  readonly design: string;
  /** Pairs of runs of one seed; live, runs on the smaller side. */
  readonly runs: number;
  readonly isPaired: boolean;
  readonly row: ComparisonRow;
}

/** What a pipeline needs to know of a result. */
export interface GateOutcome {
  readonly isOpen: boolean;
  /** Budgets that have a value, of all designs. */
  readonly judged: number;
  readonly broken: readonly BrokenBudget[];
  /** Undefined without a baseline. */
  readonly compared: readonly AgainstBaseline[] | undefined;
  /** Worse beyond the margin, the whole interval to show for it. */
  readonly worse: readonly AgainstBaseline[];
  /** Worse, but the interval reaches into the margin: no reason to close the gate, one to look. */
  readonly suspected: readonly AgainstBaseline[];
  /** Designs that the baseline does not know. */
  readonly unknown: readonly string[];
}

/**
 * Judges a result for a pipeline: closed when a budget is broken, or when a metric of a design is worse than in the baseline by more than
 * its margin, which the whole 95 % interval of the difference must show. Fewer than six pairs of simulated runs, or five live runs a
 * side, show nothing.
 *
 * @throws Failure `interrupted`, `other-traffic`, `nothing-to-pair` when the documents cannot be judged.
 */
export function gateOf(result: Result, baseline: Result | undefined): GateOutcome {
  refuseInterrupted(result, "the result");
  const budgets = result.designs.flatMap(({ name, budgets }) => budgets.map((budget) => ({ design: name, budget })));
  const broken = budgets.filter(({ budget }) => budget.pass === false);
  const judged = budgets.filter(({ budget }) => budget.pass !== null).length;
  if (baseline === undefined) {
    return { isOpen: broken.length === 0, judged, broken, compared: undefined, worse: [], suspected: [], unknown: [] };
  }
  refuseOtherTraffic(result, baseline);
  const known = new Map(baseline.designs.map((design) => [design.name, design]));
  const compared = result.designs.flatMap((design) => {
    const before = known.get(design.name);
    return before === undefined ? [] : againstBaseline(design, before, result);
  });
  if (compared.every(({ runs }) => runs === 0)) {
    const [ours, theirs] = [result, baseline].map((one) => one.designs.map(({ name }) => name).join(", "));
    throw new Failure(
      "nothing-to-pair",
      `Cannot compare with the baseline: both must have a design with runs of the same seeds: received ${ours} and ${theirs}`,
    );
  }
  const worse = compared.filter(({ row }) => isBeyondMargin(row));
  const suspected = compared.filter(({ row }) => row.verdict === "worse" && !isBeyondMargin(row));
  const unknown = result.designs.map(({ name }) => name).filter((name) => !known.has(name));
  return { isOpen: broken.length === 0 && worse.length === 0, judged, broken, compared, worse, suspected, unknown };
}

/** Simulated runs are paired by seed; live ones met another machine each, so nothing pairs them. */
function againstBaseline(design: DesignResult, before: DesignResult, { seed, world }: Result): AgainstBaseline[] {
  const isPaired = world !== "live";
  const comparison = isPaired ? designComparisons([before, design], seed)[0] : liveComparison(design, before);
  return (comparison?.rows ?? []).map((row) => ({ design: design.name, runs: comparison!.runs, isPaired, row }));
}

function isBeyondMargin({ better, interval, margin, verdict }: ComparisonRow): boolean {
  if (verdict !== "worse" || interval === null) return false;
  return better === "lower" ? interval[0] > margin : interval[1] < -margin;
}

function refuseInterrupted(result: Result, what: string): void {
  if (!result.interrupted) return;
  throw new Failure("interrupted", `Cannot judge ${what}: its run must have come to its end: received a stopped one`);
}

/** Only the very same requests can be paired. */
function refuseOtherTraffic(result: Result, baseline: Result): void {
  refuseInterrupted(baseline, "the baseline");
  const traffic = ({ scenario, world, workload }: Result) =>
    `${scenario}, ${world}, ${workload.requests} requests in ${workload.durationMs / 1000} s`;
  const [ours, theirs] = [traffic(result), traffic(baseline)];
  if (ours === theirs) return;
  throw new Failure(
    "other-traffic",
    `Cannot compare with the baseline: its traffic must be that of the result (${ours}): received ${theirs}`,
  );
}
