import type { StackDistances } from "./lru_curve.ts";
import type { Trace } from "./trace.ts";

/** A point of a plot. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Popularity: requests (y) to the x-th most requested object, about `points` of them evenly spaced on a logarithmic axis, and the
 * exponent of the Zipf law that fits them best (least squares over both logarithms; 0 when there is nothing to fit).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { traceOf } from "./trace_of.ts";
 * import { popularity } from "./trace_shape.ts";
 * assertEquals(popularity(traceOf([1, 1, 2])).points, [{ x: 1, y: 2 }, { x: 2, y: 1 }]);
 * ```
 */
export function popularity(trace: Trace, points = 100): { points: Point[]; zipfExponent: number; onceOnly: number } {
  const counts = new Uint32Array(trace.objects);
  for (let index = 0; index < trace.ids.length; index++) counts[trace.ids[index]!]!++;
  counts.sort().reverse();
  const ranks = logarithmic(counts.length, points);
  const plotted = ranks.map((rank) => ({ x: rank, y: counts[rank - 1]! }));
  const onceOnly = counts.length - (counts.findLastIndex((count) => count > 1) + 1);
  return { points: plotted, zipfExponent: -slope(plotted), onceOnly };
}

/**
 * How far back requests reach: the share of requests (y) at stack distances up to x and beyond the x before, in powers of two.
 * First requests are in no bar.
 */
export function reuseDistances(distances: StackDistances): Point[] {
  const bars: number[] = [];
  distances.hits.forEach((count, distance) => {
    if (count <= 0) return;
    const bar = Math.max(0, Math.ceil(Math.log2(distance * distances.step)));
    bars[bar] = (bars[bar] ?? 0) + count / distances.requests;
  });
  return Array.from(bars, (share, bar) => ({ x: 2 ** bar, y: share ?? 0 }));
}

/**
 * How the working set shifts: for equal stretches of the trace, how many distinct objects were asked for (`distinct`) and how
 * many of these for the first time (`fresh`).
 */
export function workingSet(trace: Trace, windows = 100): { distinct: number; fresh: number }[] {
  const seenIn = new Int32Array(trace.objects).fill(-1);
  const count = Math.max(1, Math.min(windows, trace.ids.length));
  return Array.from({ length: count }, (_, window) => {
    const from = Math.floor((trace.ids.length * window) / count);
    const to = Math.floor((trace.ids.length * (window + 1)) / count);
    let [distinct, fresh] = [0, 0];
    for (let index = from; index < to; index++) {
      const id = trace.ids[index]!;
      if (seenIn[id] === window) continue;
      distinct++;
      if (seenIn[id]! < 0) fresh++;
      seenIn[id] = window;
    }
    return { distinct, fresh };
  });
}

function logarithmic(most: number, points: number): number[] {
  const ranks = Array.from(
    { length: points },
    (_, point) => Math.round(Math.pow(most, point / Math.max(1, points - 1))),
  );
  return [...new Set(ranks)].filter((rank) => rank >= 1);
}

function slope(points: readonly Point[]): number {
  if (points.length < 2) return 0;
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (axis: "x" | "y") => logs.reduce((sum, point) => sum + point[axis], 0) / logs.length;
  const [meanX, meanY] = [mean("x"), mean("y")];
  const spread = logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
}
