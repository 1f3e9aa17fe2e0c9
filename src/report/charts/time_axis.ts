import type { Result } from "../../runner/result_schema.ts";

/** How a chart's horizontal axis counts the time since the run's start. */
export interface TimeAxis {
  readonly unit: "s" | "min" | "h";
  readonly msPerUnit: number;
  /** In the unit. */
  readonly end: number;
}

/** Seconds up to six minutes, minutes up to six hours, hours above. The whole scenario is shown, even when it was cut short. */
export function timeAxis(result: Result): TimeAxis {
  const ends = result.designs.map(({ series }) => (series.points.at(-1)?.atMs ?? 0) + series.windowMs);
  const endMs = Math.max(1, result.workload.durationMs, ...ends);
  const [unit, msPerUnit] = endMs <= 360_000
    ? ["s", 1000] as const
    : endMs <= 6 * 3_600_000
    ? ["min", 60_000] as const
    : ["h", 3_600_000] as const;
  return { unit, msPerUnit, end: endMs / msPerUnit };
}
