import type { ReplayResult } from "../../runner/result_replay_schema.ts";
import type { DrawnChart } from "../charts/chart.ts";

/** Where in the report on a replay a chart stands. */
export type ReplayChartSection = "curves" | "causes" | "over-time" | "trace" | "speed";

/** A chart of the report on a replay, listed in registered.ts. */
export interface ReplayChart extends DrawnChart<ReplayResult> {
  readonly section: ReplayChartSection;
  /** Place within the section, ascending. */
  readonly rank: number;
  readonly legend: "policies" | "curves" | "curves and bound" | "causes" | "working set" | "none";
}
