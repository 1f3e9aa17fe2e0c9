import { formatPercent } from "../../base/units.ts";
import type { DesignResult } from "../../runner/result_schema.ts";
import type { Chart } from "./chart.ts";
import { tierNames } from "./tier_names.ts";
import { timeDrawing } from "./time_drawing.ts";
import { timeTable } from "./time_table.ts";

type Point = DesignResult["series"]["points"][number];

const ratioOf = (point: Point, tier: string): number | null =>
  Object.hasOwn(point.tierHitRatios, tier) ? point.tierHitRatios[tier] ?? null : null;

/** A picture a tier: which of them warms up slowly, and which a fault takes out. */
export const tierHitRatioOverTime: Chart = {
  title: "Hit ratio over time, tier by tier",
  unit: "hits as a share of the look-ups at that tier",
  section: "hit-ratio",
  rank: 3,
  legend: "designs",
  description: (result) => {
    const parts = result.designs.flatMap(({ name, tiers }) => {
      const each = tiers.map((tier) => `${tier.name} ${formatPercent(tier.hitRatio)}`).join(", ");
      return each === "" ? [] : [`${name} over the whole run: ${each}`];
    });
    return parts.length === 0 ? "No design has a tier that looks things up." : `${parts.join("; ")}.`;
  },
  drawings: (result, frame) =>
    tierNames(result).flatMap((tier) => {
      const drawing = timeDrawing(result, frame, {
        label: tier,
        axisTitle: `share of ${tier}'s look-ups`,
        read: (point) => ratioOf(point, tier),
        scale: { kind: "share" },
        labels: "share",
        plotHeightPx: 110,
      });
      return drawing ? [drawing] : [];
    }),
  table: (result) =>
    timeTable(
      tierNames(result).flatMap((tier) =>
        result.designs.filter(({ tiers }) => tiers.some(({ name }) => name === tier)).map((design) => ({
          head: `${tier}, ${design.name}`,
          design,
          text: (point: Point) => {
            const ratio = ratioOf(point, tier);
            return ratio === null ? "–" : formatPercent(ratio);
          },
        }))
      ),
    ),
};
