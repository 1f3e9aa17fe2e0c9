import { holm } from "./holm.ts";
import { LEAST_A_SIDE, mannWhitney } from "./mann_whitney.ts";
import { shiftOf } from "./shift.ts";
import type { PairedMetric, PairedVerdict } from "./verdict.ts";

const LEVEL = 0.05;

/**
 * Judges a family of metrics of two sets of runs that have nothing to do with each other, such as live repeats: the machine is
 * another one in each. The words are those of `pairedVerdicts`, the tests are Mann and Whitney's:
 *
 * - equivalent: two one-sided tests, the margin taken off and put on, both say that the shift is within it;
 * - better or worse: there is a shift (two-sided) and it is not equivalent;
 * - undecided: everything else, and always with fewer than five runs on a side.
 *
 * Holm's correction goes over the family, for differences and for equivalences. Five a side carry six metrics: 6 x 2 / 252 < 0.05.
 *
 * @returns `difference` is Hodges and Lehmann's shift; with too few runs the difference of the means.
 * @throws RangeError when a margin is not above 0.
 */
export function independentVerdicts(family: readonly PairedMetric[]): PairedVerdict[] {
  for (const { name, margin } of family) {
    if (!(margin > 0)) throw new RangeError(`Cannot judge ${name}: the margin must be above 0: received ${margin}`);
  }
  const judged = family.filter(({ ours, theirs }) => Math.min(ours.length, theirs.length) >= LEAST_A_SIDE);
  const different = holm(judged.map(({ ours, theirs }) => mannWhitney(ours, theirs).pValue));
  const within = holm(judged.map(withinP));
  return family.map((metric) => {
    const place = judged.indexOf(metric);
    return place < 0 ? tooFew(metric) : verdictOf(metric, { different: different[place]!, within: within[place]! });
  });
}

/** The larger p-value of the two one-sided tests. */
function withinP({ ours, theirs, margin }: PairedMetric): number {
  const below = mannWhitney(ours.map((value) => value - margin), theirs).pBelow;
  const above = mannWhitney(ours.map((value) => value + margin), theirs).pAbove;
  return Math.max(below, above);
}

function verdictOf({ better, ours, theirs }: PairedMetric, p: { different: number; within: number }): PairedVerdict {
  const { estimate, interval } = shiftOf(ours, theirs, LEVEL);
  const found = { difference: estimate, interval, pValue: p.different };
  if (p.within < LEVEL) return { ...found, verdict: "equivalent", why: "the difference is within the margin" };
  if (p.different >= LEVEL || estimate === 0) {
    return { ...found, verdict: "undecided", why: "the runs neither show a difference nor rule one out" };
  }
  const verdict = (estimate < 0) === (better === "lower") ? "better" : "worse";
  return { ...found, verdict, why: "there is a difference, and it is not within the margin" };
}

function tooFew({ ours, theirs }: PairedMetric): PairedVerdict {
  const mean = (values: readonly number[]) =>
    values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
  return {
    difference: mean(ours) - mean(theirs),
    interval: undefined,
    pValue: undefined,
    verdict: "undecided",
    why: `too few runs: ${Math.min(ours.length, theirs.length)} of at least ${LEAST_A_SIDE} a side`,
  };
}
