import { formatCount } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import type { Drawing, Encoding, Frame, Layer } from "../../charts/chart.ts";
import { everyNth, seriesColour, seriesShape } from "../../charts/series.ts";
import { PALETTE } from "../../palette.ts";
import { askedSizes, sizeAxis } from "../curve_axes.ts";
import { pointsText } from "../points_text.ts";
import type { ReplayChart } from "../replay_chart.ts";
import { policyNames } from "../replay_names.ts";

const MARGIN = { top: 22, right: 14, bottom: 38, left: 52 };
const HEIGHT_PX = 300;

interface Gap {
  readonly size: number;
  readonly policy: string;
  readonly gap: number;
}

/** Where the choice of the policy matters: what each gives away against the bound. */
export const distanceToBound: ReplayChart = {
  title: "Distance to the bound",
  unit: "percentage points that Belady's clairvoyant policy misses less; lower is better",
  section: "curves",
  rank: 2,
  legend: "curves",
  description: (result) => {
    const gaps = gapsOf(result);
    const parts = policyNames(result).flatMap((policy) => {
      const own = gaps.filter((gap) => gap.policy === policy);
      if (own.length === 0) return [];
      const worst = own.reduce((most, gap) => gap.gap > most.gap ? gap : most);
      return [`${policy}: at most ${pointsText(worst.gap)} from the bound, at ${formatCount(worst.size)} objects`];
    });
    return parts.length === 0 ? "There is no bound to compare with." : `${parts.join("; ")}.`;
  },
  drawings: (result, frame) => {
    const gaps = gapsOf(result);
    return gaps.length === 0 ? [] : [drawing(result, frame, gaps)];
  },
  table: (result) => {
    const gaps = gapsOf(result);
    const sizes = [...new Set(gaps.map(({ size }) => size))].sort((a, b) => a - b);
    const names = policyNames(result).filter((name) => gaps.some(({ policy }) => policy === name));
    return {
      head: ["objects", ...names],
      rows: sizes.map((size) => [
        formatCount(size),
        ...names.map((name) => {
          const gap = gaps.find((gap) => gap.size === size && gap.policy === name);
          return gap ? pointsText(gap.gap) : "–";
        }),
      ]),
    };
  },
};

function gapsOf({ curves }: ReplayResult): Gap[] {
  const bound = curves.find(({ role }) => role === "bound");
  if (!bound) return [];
  return curves.filter(({ role }) => role === "policy").flatMap(({ policy, sizes, missRatios }) =>
    sizes.flatMap((size, index) => {
      const at = bound.sizes.indexOf(size);
      return at < 0 ? [] : [{ size, policy, gap: missRatios[index]! - bound.missRatios[at]! }];
    })
  );
}

function drawing(result: ReplayResult, frame: Frame, gaps: readonly Gap[]): Drawing {
  const names = policyNames(result);
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: HEIGHT_PX };
  const marks = gaps.map(({ size, policy, gap }) => ({ size, points: gap * 100, series: names.indexOf(policy) }));
  // One policy far off must not press the others together.
  const sorted = gaps.map(({ gap }) => gap).sort((a, b) => a - b);
  const isSkewed = sorted[0]! >= 0 && sorted.at(-1)! > 5 * sorted[Math.floor(sorted.length / 2)]!;
  const layer: Layer[] = [
    ...askedSizes(result, HEIGHT_PX),
    { data: { values: marks }, mark: { type: "line" }, encoding: { color: seriesColour(names.length) } },
    {
      data: { values: everyNth(marks) },
      mark: { type: "point", filled: true, size: 42, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
      encoding: { color: seriesColour(names.length), shape: seriesShape(names.length) },
    },
  ];
  const encoding: Encoding = {
    x: sizeAxis(result, frame),
    y: {
      field: "points",
      type: "quantitative",
      scale: { type: isSkewed ? "sqrt" : "linear", zero: true, nice: true },
      axis: {
        title: `percentage points${isSkewed ? ", square root scale" : ""}`,
        titleX: 2 - MARGIN.left,
        titleY: -8,
        tickCount: 6,
      },
    },
  };
  return { label: "", plot, margin: MARGIN, spec: { layer, encoding } };
}
