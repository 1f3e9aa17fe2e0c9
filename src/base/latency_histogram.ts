/** The serialised form of a histogram: sparse, sorted by bucket. */
export interface HistogramData {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Pairs [bucket, count]. */
  readonly buckets: readonly (readonly [number, number])[];
}

const SUB_BITS = 7;
const SUB_COUNT = 1 << SUB_BITS;
/** Biased exponent of 2^-24, the least value told apart from 0 (6e-8: in ms, 60 picoseconds). */
const LEAST_EXPONENT = 1023 - 24;
/** Exponents up to 2^40 (in ms: 35 years). */
const EXPONENTS = 65;

const asDouble = new Float64Array(1);
const asWords = new Uint32Array(asDouble.buffer);
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * A mergeable histogram of non-negative numbers, usually latencies in ms.
 *
 * Log-linear buckets as in HdrHistogram: 128 to every power of two, found from the bits of the double itself. Any quantile is
 * off by at most 0.4 % of its value (half a bucket's width, 1/256); count, mean, min and max are exact. Merging adds counts,
 * so the order of merging never matters (up to the rounding of the sum). Memory: 1 KiB for each power of two that occurs.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { LatencyHistogram } from "./latency_histogram.ts";
 * const histogram = new LatencyHistogram();
 * for (let ms = 1; ms <= 1000; ms++) histogram.record(ms);
 * assertAlmostEquals(histogram.quantile(0.95), 950, 950 * LatencyHistogram.relativeError);
 * ```
 */
export class LatencyHistogram {
  /** The largest relative error of a quantile. */
  static readonly relativeError = 1 / (2 * SUB_COUNT);

  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;
  #zeros = 0;
  readonly #rows: (Float64Array | undefined)[] = new Array(EXPONENTS).fill(undefined);

  get count(): number {
    return this.#count;
  }

  /** 0 when nothing was recorded. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  /** 0 when nothing was recorded. */
  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  get max(): number {
    return this.#max;
  }

  /** @throws RangeError when the value is negative or not finite. */
  record(value: number): void {
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(`Cannot record a value: it must be a finite number of at least 0: received ${value}`);
    }
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    asDouble[0] = value;
    const bits = asWords[HIGH_WORD]! >>> (20 - SUB_BITS);
    const exponent = (bits >>> SUB_BITS) - LEAST_EXPONENT;
    if (exponent < 0) {
      this.#zeros++;
      return;
    }
    const row = exponent < EXPONENTS ? exponent : EXPONENTS - 1;
    const counts = this.#rows[row] ?? (this.#rows[row] = new Float64Array(SUB_COUNT));
    counts[bits & (SUB_COUNT - 1)]! += 1;
  }

  /**
   * The value below which the given share of the recorded values lies (nearest rank, so quantile(1) is the maximum).
   *
   * @param share 0..1
   * @returns The middle of the rank's bucket, kept within [min, max]; 0 when nothing was recorded.
   */
  quantile(share: number): number {
    if (!(share >= 0 && share <= 1)) {
      throw new RangeError(`Cannot take a quantile: the share must lie in 0..1: received ${share}`);
    }
    if (this.#count === 0) return 0;
    const rank = Math.max(1, Math.ceil(share * this.#count));
    if (rank >= this.#count) return this.#max;
    let seen = this.#zeros;
    if (seen >= rank) return this.min;
    for (let exponent = 0; exponent < EXPONENTS; exponent++) {
      const counts = this.#rows[exponent];
      if (counts === undefined) continue;
      for (let sub = 0; sub < SUB_COUNT; sub++) {
        seen += counts[sub]!;
        if (seen >= rank) return Math.min(Math.max(middleOf(exponent, sub), this.#min), this.#max);
      }
    }
    return this.#max;
  }

  /** What was recorded, ascending: the middle of each bucket that is not empty, and how many values it holds. */
  *entries(): IterableIterator<readonly [number, number]> {
    if (this.#zeros > 0) yield [0, this.#zeros];
    for (let exponent = 0; exponent < EXPONENTS; exponent++) {
      const counts = this.#rows[exponent];
      if (counts === undefined) continue;
      for (let sub = 0; sub < SUB_COUNT; sub++) if (counts[sub]! > 0) yield [middleOf(exponent, sub), counts[sub]!];
    }
  }

  /** Adds another histogram's counts to this one's. */
  merge(other: LatencyHistogram): void {
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#zeros += other.#zeros;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    for (let exponent = 0; exponent < EXPONENTS; exponent++) {
      const theirs = other.#rows[exponent];
      if (theirs === undefined) continue;
      const ours = this.#rows[exponent] ?? (this.#rows[exponent] = new Float64Array(SUB_COUNT));
      for (let sub = 0; sub < SUB_COUNT; sub++) ours[sub]! += theirs[sub]!;
    }
  }

  toData(): HistogramData {
    const buckets: [number, number][] = this.#zeros > 0 ? [[-1, this.#zeros]] : [];
    this.#rows.forEach((counts, exponent) =>
      counts?.forEach((count, sub) => {
        if (count > 0) buckets.push([exponent * SUB_COUNT + sub, count]);
      })
    );
    return { count: this.#count, sum: this.#sum, min: this.min, max: this.#max, buckets };
  }

  static fromData(data: HistogramData): LatencyHistogram {
    const histogram = new LatencyHistogram();
    histogram.#count = data.count;
    histogram.#sum = data.sum;
    histogram.#min = data.count === 0 ? Infinity : data.min;
    histogram.#max = data.max;
    for (const [bucket, count] of data.buckets) {
      if (bucket < 0) {
        histogram.#zeros += count;
        continue;
      }
      const exponent = bucket >>> SUB_BITS;
      const row = histogram.#rows[exponent] ?? (histogram.#rows[exponent] = new Float64Array(SUB_COUNT));
      row[bucket & (SUB_COUNT - 1)]! += count;
    }
    return histogram;
  }
}

function middleOf(exponent: number, sub: number): number {
  const lower = 2 ** (exponent + LEAST_EXPONENT - 1023);
  return lower * (1 + (sub + 0.5) / SUB_COUNT);
}
