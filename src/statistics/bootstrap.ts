import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Random } from "../base/random.ts";

/** Fewer paired runs carry no interval: below six, 2 x 2^-n > 0.05, so not even all runs agreeing in sign is significant. */
export const LEAST_RUNS = 6;

const RESAMPLES = 4999;

/** A mean of differences and how the bootstrap spreads around it. */
export interface BootstrapMean {
  readonly mean: number;
  /** Two-sided interval. @param confidence 0..1, such as 0.95. */
  interval(confidence: number): readonly [number, number];
  /** Two-sided probability of such a mean, or one further off, if the true one were `hypothesis`. */
  pValue(hypothesis: number): number;
  /** One-sided probability of such a mean or a lower one, if the true one were `limit`. */
  pBelow(limit: number): number;
  /** One-sided probability of such a mean or a higher one, if the true one were `limit`. */
  pAbove(limit: number): number;
}

/**
 * Bootstrap-t of a mean (Efron 1979; Hall 1988): each resample is measured in its own standard errors, which keeps the coverage
 * of small and skewed samples where the plain percentile bootstrap falls short. 4,999 resamples from the given stream.
 *
 * A resample of equal values has no standard error of its own; it takes the sample's (departs from the textbook, where it is
 * infinite). A sample of equal values has an interval of no width.
 *
 * @throws RangeError with fewer than six values, or one that is not finite.
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { Random } from "../base/random.ts";
 * import { bootstrapMean } from "./bootstrap.ts";
 * const outcome = bootstrapMean([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4], new Random(1));
 * const [from, to] = outcome.interval(0.95);
 * assert(from > 0.5 && from < outcome.mean && outcome.mean < to);
 * ```
 */
export function bootstrapMean(sample: readonly number[], random: Random): BootstrapMean {
  if (sample.length < LEAST_RUNS || !sample.every(Number.isFinite)) {
    throw new RangeError(
      `Cannot bootstrap a mean: there must be at least ${LEAST_RUNS} finite values: received ${sample.length} values`,
    );
  }
  const centre = mean([...sample]);
  const error = sampleStandardDeviation([...sample]) / Math.sqrt(sample.length);
  // Rounding leaves equal values a spread of some 1e-17 of their size.
  if (!(error > 1e-12 * Math.abs(centre))) return certain(centre);
  const ts = studentised(sample, { centre, error, random });
  const quantile = (share: number) => ts[Math.min(ts.length - 1, Math.max(0, Math.ceil(share * (ts.length + 1)) - 1))]!;
  const pBelow = (limit: number) => (countUpTo(ts, (centre - limit) / error) + 1) / (ts.length + 1);
  const pAbove = (limit: number) => (ts.length - countBelow(ts, (centre - limit) / error) + 1) / (ts.length + 1);
  return {
    mean: centre,
    interval: (confidence) => {
      const tail = (1 - confidence) / 2;
      return [centre - quantile(1 - tail) * error, centre - quantile(tail) * error];
    },
    pValue: (hypothesis) => Math.min(1, 2 * Math.min(pBelow(hypothesis), pAbove(hypothesis))),
    pBelow,
    pAbove,
  };
}

/** (mean - true mean) / standard error of each resample, sorted. */
function studentised(
  sample: readonly number[],
  around: { centre: number; error: number; random: Random },
): Float64Array {
  const { centre, error, random } = around;
  const size = sample.length;
  const ts = new Float64Array(RESAMPLES);
  for (let index = 0; index < RESAMPLES; index++) {
    let sum = 0;
    let squares = 0;
    for (let drawn = 0; drawn < size; drawn++) {
      const off = sample[random.below(size)]! - centre;
      sum += off;
      squares += off * off;
    }
    const offMean = sum / size;
    const variance = (squares - size * offMean * offMean) / (size - 1);
    const own = Math.sqrt(Math.max(0, variance) / size);
    // Rounding leaves a resample of equal values some 1e-8 of an error, through the difference of squares.
    ts[index] = offMean / (own > 1e-6 * error ? own : error);
  }
  return ts.sort();
}

function certain(centre: number): BootstrapMean {
  const least = 1 / (RESAMPLES + 1);
  return {
    mean: centre,
    interval: () => [centre, centre],
    pValue: (hypothesis) => hypothesis === centre ? 1 : least,
    pBelow: (limit) => centre < limit ? least : 1,
    pAbove: (limit) => centre > limit ? least : 1,
  };
}

/** Values up to the limit, in a sorted array. */
function countUpTo(sorted: Float64Array, limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

function countBelow(sorted: Float64Array, limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
