import type { Config } from "vega-lite";
import { PALETTE } from "../palette.ts";

/** Size of axis labels. */
export const LABEL_PX = 11.5;

/** The charts' common looks. Colours are the light ones; the style sheet turns them for dark screens. */
export const CHART_CONFIG: Config = {
  aria: false,
  view: { stroke: null },
  axis: {
    domain: false,
    ticks: false,
    grid: true,
    gridColor: PALETTE.grid.light,
    gridWidth: 1,
    labelColor: PALETTE.muted.light,
    labelFontSize: LABEL_PX,
    labelPadding: 6,
    titleColor: PALETTE.muted.light,
    titleFontSize: LABEL_PX,
    titleFontWeight: "normal",
  },
  axisX: { grid: false, domain: true, domainColor: PALETTE.line.light, titlePadding: 4 },
  axisY: {
    titleAngle: 0,
    titleAlign: "left",
    titleBaseline: "bottom",
    titleAnchor: "end",
    titlePadding: 0,
    tickCount: 4,
  },
  text: { fontSize: LABEL_PX, color: PALETTE.ink.light },
  line: { strokeWidth: 1.8, strokeJoin: "round", strokeCap: "round" },
};
