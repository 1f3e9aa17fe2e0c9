/** Ranks, 1 the smallest, of the two order statistics that enclose a quantile. */
export interface RankInterval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The distribution-free interval of a quantile: between which order statistics of a sample it lies (David and Nagaraja, Order
 * Statistics, 2003, section 7.1). Each tail holds at most half of what is left of the confidence. It needs independent values:
 * latencies within one run are correlated, so there it is a lower bound of the uncertainty.
 *
 * @param quantile In (0, 1).
 * @param confidence In (0, 1). @default 0.95
 * @returns undefined when the sample is too small to carry one: at 95 % below 72 values for p95, 368 for p99, 3,688 for p99.9.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantileRanks } from "./quantile_interval.ts";
 * assertEquals(quantileRanks(71, 0.95), undefined);
 * assertEquals(quantileRanks(72, 0.95)?.upper, 72);
 * ```
 */
export function quantileRanks(count: number, quantile: number, confidence = 0.95): RankInterval | undefined {
  if (!(quantile > 0 && quantile < 1)) {
    throw new RangeError(
      `Cannot make an interval of a quantile: the quantile must lie between 0 and 1: received ${quantile}`,
    );
  }
  if (count < leastForQuantile(quantile, confidence)) return undefined;
  const tail = (1 - confidence) / 2;
  // X = how many of the values lie below the quantile, binomial. The quantile is below the r-th value when X < r.
  let cumulated = 0;
  let lower = 0;
  let upper = count;
  for (let below = 0; below < count; below++) {
    cumulated += binomial(count, below, quantile);
    if (cumulated <= tail) lower = below + 1;
    if (cumulated >= 1 - tail) {
      upper = below + 1;
      break;
    }
  }
  return lower === 0 ? undefined : { lower, upper };
}

/** The smallest sample that carries a two-sided interval of a quantile. */
export function leastForQuantile(quantile: number, confidence = 0.95): number {
  const tail = (1 - confidence) / 2;
  return Math.ceil(Math.log(tail) / Math.log(Math.max(quantile, 1 - quantile)));
}

function binomial(count: number, successes: number, share: number): number {
  const log = logFactorial(count) - logFactorial(successes) - logFactorial(count - successes) +
    successes * Math.log(share) + (count - successes) * Math.log1p(-share);
  return Math.exp(log);
}

/** Exact sums for small numbers, Stirling's series above (error below 1e-12). */
function logFactorial(value: number): number {
  if (value < SMALL.length) return SMALL[value]!;
  const inverse = 1 / value;
  return value * Math.log(value) - value + Math.log(2 * Math.PI * value) / 2 + inverse / 12 - inverse ** 3 / 360 +
    inverse ** 5 / 1260;
}

const SMALL = new Float64Array(32);
for (let value = 2; value < SMALL.length; value++) SMALL[value] = SMALL[value - 1]! + Math.log(value);
