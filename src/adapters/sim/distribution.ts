import type { LatencyHistogram } from "../../base/latency_histogram.ts";
import type { Random } from "../../base/random.ts";

/** z of the standard normal at 0.95. */
const Z95 = 1.6448536269514722;

/** A duration that is drawn anew each time, ms. */
export interface Distribution {
  draw(random: Random): number;
  /** For the report's table of models. */
  readonly text: string;
}

/**
 * Log-normal, given by its 5th and 95th percentiles: how response times of servers usually lie when a document says "10 to 50 ms".
 */
export function logNormal(p5Ms: number, p95Ms: number): Distribution {
  if (!(p5Ms > 0 && p95Ms >= p5Ms)) {
    throw new RangeError(`Cannot make a distribution: it must hold that 0 < p5 <= p95: received ${p5Ms}, ${p95Ms}`);
  }
  const mu = (Math.log(p5Ms) + Math.log(p95Ms)) / 2;
  const sigma = (Math.log(p95Ms) - Math.log(p5Ms)) / (2 * Z95);
  return {
    draw: (random) => Math.exp(mu + sigma * random.normal()),
    text: `log-normal, p5 ${p5Ms} ms, p95 ${p95Ms} ms`,
  };
}

/** As a measured sample lies: a draw is a uniformly chosen quantile. */
export function empirical(histogram: LatencyHistogram): Distribution {
  if (histogram.count === 0) {
    throw new RangeError("Cannot make a distribution: the sample must have at least one value: received none");
  }
  const [p50, p95] = [histogram.quantile(0.5), histogram.quantile(0.95)].map((ms) => Number(ms.toPrecision(3)));
  return {
    draw: (random) => histogram.quantile(random.unit()),
    text: `${histogram.count} measured, p50 ${p50} ms, p95 ${p95} ms`,
  };
}

/** Log-normal, given by its mean: how a time lies when a document gives one number. `sigma` is that of its logarithm. */
export function logNormalOfMean(meanMs: number, sigma: number): Distribution {
  if (!(meanMs > 0 && sigma >= 0)) {
    throw new RangeError(`Cannot make a distribution: mean > 0 and sigma >= 0 must hold: received ${meanMs}, ${sigma}`);
  }
  const mu = Math.log(meanMs) - sigma * sigma / 2;
  return {
    draw: (random) => Math.exp(mu + sigma * random.normal()),
    text: `log-normal, mean ${meanMs} ms, sigma ${sigma}`,
  };
}

/** Each draw so many times as long. */
export function scaled(distribution: Distribution, factor: number): Distribution {
  return {
    draw: (random) => factor * distribution.draw(random),
    text: `${distribution.text}, times ${Number(factor.toPrecision(3))}`,
  };
}

/** Always the same. */
export function constant(ms: number): Distribution {
  return { draw: () => ms, text: `${ms} ms` };
}
