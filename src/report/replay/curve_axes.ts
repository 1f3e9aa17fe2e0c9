import type { ReplayResult } from "../../runner/result_replay_schema.ts";
import { AXIS_LABELS } from "../charts/axis_labels.ts";
import type { Frame, Layer } from "../charts/chart.ts";
import { logAxis } from "../charts/log_axis.ts";
import { PALETTE } from "../palette.ts";
import { sizesOf } from "./replay_sizes.ts";

/** The axis of cache sizes in objects, logarithmic, from the smallest size of a curve to the whole trace. */
export function sizeAxis(result: ReplayResult, frame: Frame) {
  const sizes = result.curves.flatMap((curve) => curve.sizes);
  const domain: [number, number] = [Math.min(...sizes), Math.max(...sizes, Math.min(...sizes) + 1)];
  const values = logAxis(sizes).values.filter((value) => value >= domain[0] && value <= domain[1]);
  return {
    field: "size",
    type: "quantitative",
    scale: { type: "log", domain, nice: false },
    axis: {
      title: "cache size in objects, log scale",
      values: frame.isNarrow && values.length > 7 ? values.filter((_, index) => index % 2 === 0) : values,
      labelExpr: AXIS_LABELS.count,
      grid: false,
    },
  } as const;
}

/** Dashed lines where the sizes asked for lie. */
export function askedSizes(result: ReplayResult, heightPx: number): Layer[] {
  const largest = Math.max(...result.curves.flatMap((curve) => curve.sizes));
  const values = sizesOf(result).filter(({ size, sizeUnit }) => sizeUnit === "objects" && size <= largest);
  if (values.length === 0) return [];
  return [{
    data: { values },
    mark: { type: "rule", color: PALETTE.muted.light, strokeDash: [2, 3], strokeWidth: 1 },
    encoding: { x: { field: "size", type: "quantitative" }, y: { value: 0 }, y2: { value: heightPx } },
  }];
}
