import { formatDuration } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";

type Point = DesignResult["series"]["points"][number];

/** "baseline between 190 ms and 1.2 s (highest from 424 s on); …": what a time chart shows, one design after the other. */
export function describeOverTime(
  result: Result,
  read: (point: Point) => number | null,
  format: (value: number) => string,
): string {
  const parts = result.designs.map((design) => {
    const points = design.series.points.filter((point) => read(point) !== null);
    if (points.length === 0) return `${design.name}: nothing was measured`;
    const values = points.map((point) => read(point)!);
    const largest = Math.max(...values);
    const least = Math.min(...values);
    if (format(least) === format(largest)) return `${design.name}: ${format(least)} throughout`;
    const at = points[values.indexOf(largest)]!.atMs;
    return `${design.name}: ${format(least)} to ${format(largest)}, highest at ${formatDuration(at)}`;
  });
  return parts.length === 0 ? "The result holds no design." : `${parts.join("; ")}.`;
}
