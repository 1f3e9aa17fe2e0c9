import type { Random } from "../base/random.ts";

/** Gives the time of the next arrival after the last one, ms since the start. */
export type Arrivals = () => number;

/** Arrivals at a fixed distance. */
export function constantArrivals(rateRps: number): Arrivals {
  const gapMs = 1000 / checkedRate(rateRps);
  let count = 0;
  return () => ++count * gapMs;
}

/** A Poisson process: exponential gaps, as independent visitors make. */
export function poissonArrivals(rateRps: number, random: Random): Arrivals {
  const gapMs = 1000 / checkedRate(rateRps);
  let atMs = 0;
  return () => atMs += random.exponential(gapMs);
}

/**
 * A Poisson process whose rate changes with time, by thinning (Lewis and Shedler 1979).
 *
 * @param rateAt The rate at a time, requests a second; must never exceed `mostRps`.
 */
export function varyingArrivals(mostRps: number, rateAt: (atMs: number) => number, random: Random): Arrivals {
  const candidate = poissonArrivals(mostRps, random);
  return () => {
    for (;;) {
      const atMs = candidate();
      if (random.unit() * mostRps < rateAt(atMs)) return atMs;
    }
  };
}

function checkedRate(rateRps: number): number {
  if (!(rateRps > 0 && rateRps < Infinity)) {
    throw new RangeError(`Cannot make arrivals: the rate must be above 0 requests a second: received ${rateRps}`);
  }
  return rateRps;
}
