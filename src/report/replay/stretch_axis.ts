import type { ReplayResult } from "../../runner/result_replay_schema.ts";
import { AXIS_LABELS } from "../charts/axis_labels.ts";
import type { Encoding, Frame } from "../charts/chart.ts";

/** The trace from its first request to its last. */
export function stretchAxis(result: ReplayResult, frame: Frame): NonNullable<Encoding["x"]> {
  return {
    field: "at",
    type: "quantitative",
    scale: { domain: [0, Math.max(1, result.trace.requests)], nice: false },
    axis: { title: "requests since the start", tickCount: frame.isNarrow ? 4 : 8, labelExpr: AXIS_LABELS.count },
  };
}
