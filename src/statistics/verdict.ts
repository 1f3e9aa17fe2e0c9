import type { Random } from "../base/random.ts";
import { type BootstrapMean, bootstrapMean, LEAST_RUNS } from "./bootstrap.ts";
import { holm } from "./holm.ts";

/** One metric of two designs, run by run under the same seeds. */
export interface PairedMetric {
  readonly name: string;
  readonly better: "lower" | "higher";
  /** A true difference smaller than this does not matter. Above 0, in the metric's own unit. */
  readonly margin: number;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

export type Verdict = "better" | "worse" | "equivalent" | "undecided";

export interface PairedVerdict {
  /** Mean of ours - theirs. */
  readonly difference: number;
  /** 95 %, undefined when there are too few runs. */
  readonly interval: readonly [number, number] | undefined;
  /** Of no difference, corrected for all metrics of the family; undefined likewise. */
  readonly pValue: number | undefined;
  readonly verdict: Verdict;
  readonly why: string;
}

const LEVEL = 0.05;

/**
 * Judges a family of paired metrics.
 *
 * - equivalent: two one-sided tests (Schuirmann 1987) both say that the true difference is within the margin;
 * - better or worse: there is a difference (two-sided) and it is not equivalent;
 * - undecided: everything else, and always with fewer than six runs. Never a winner without an interval.
 *
 * Holm's correction goes over the family, for differences and for equivalences.
 *
 * @param random Each metric's bootstrap forks its own stream by name.
 */
export function pairedVerdicts(family: readonly PairedMetric[], random: Random): PairedVerdict[] {
  const outcomes = family.map((metric) => outcomeOf(metric, random));
  const judged = outcomes.flatMap((outcome, index) => outcome === undefined ? [] : [{ index, outcome }]);
  const different = holm(judged.map(({ outcome }) => outcome.pValue(0)));
  const within = holm(judged.map(({ index, outcome }) => equivalenceP(outcome, family[index]!.margin)));
  const verdicts = family.map((metric) => tooFew(metric));
  judged.forEach(({ index, outcome }, place) => {
    const p = { different: different[place]!, within: within[place]! };
    verdicts[index] = verdictOf(family[index]!, outcome, p);
  });
  return verdicts;
}

function outcomeOf(metric: PairedMetric, random: Random): BootstrapMean | undefined {
  const differences = differencesOf(metric);
  return differences.length < LEAST_RUNS ? undefined : bootstrapMean(differences, random.fork(metric.name));
}

function differencesOf({ name, margin, ours, theirs }: PairedMetric): number[] {
  if (ours.length !== theirs.length) {
    throw new RangeError(
      `Cannot pair ${name}: both sides must have the same runs: received ${ours.length} and ${theirs.length}`,
    );
  }
  if (!(margin > 0)) throw new RangeError(`Cannot judge ${name}: the margin must be above 0: received ${margin}`);
  return ours.map((value, run) => value - theirs[run]!);
}

function equivalenceP(outcome: BootstrapMean, margin: number): number {
  return Math.max(outcome.pBelow(margin), outcome.pAbove(-margin));
}

function verdictOf(
  metric: PairedMetric,
  outcome: BootstrapMean,
  p: { different: number; within: number },
): PairedVerdict {
  const found = { difference: outcome.mean, interval: outcome.interval(1 - LEVEL), pValue: p.different };
  if (p.within < LEVEL) return { ...found, verdict: "equivalent", why: "the difference is within the margin" };
  if (p.different >= LEVEL) {
    return { ...found, verdict: "undecided", why: "the runs neither show a difference nor rule one out" };
  }
  const isLower = outcome.mean < 0;
  const verdict = isLower === (metric.better === "lower") ? "better" : "worse";
  return { ...found, verdict, why: "there is a difference, and it is not within the margin" };
}

function tooFew(metric: PairedMetric): PairedVerdict {
  const differences = differencesOf(metric);
  const sum = differences.reduce((total, one) => total + one, 0);
  return {
    difference: differences.length === 0 ? 0 : sum / differences.length,
    interval: undefined,
    pValue: undefined,
    verdict: "undecided",
    why: `too few runs: ${differences.length} of at least ${LEAST_RUNS}`,
  };
}
