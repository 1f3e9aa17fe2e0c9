import { formatPercent } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import type { Chart, Drawing, Frame } from "./chart.ts";
import { shareBars } from "./share_bars.ts";
import { tierNames } from "./tier_names.ts";

/** Where a design's requests were answered, as one bar from the first tier to what no cache answered. */
export const hitRatioByTier: Chart = {
  title: "Hit ratio by tier, whole run",
  unit: "share of all cacheable requests",
  section: "hit-ratio",
  rank: 1,
  legend: "tiers",
  description: (result) =>
    result.designs.map((design) => {
      const parts = design.tiers.map(({ name, shareOfAll }) => `${name} ${formatPercent(shareOfAll)}`).join(", ");
      const whole = summaryOf(design);
      return parts === "" ? whole : `${whole} (${parts})`;
    }).join("; ") + (result.designs.length === 0 ? "The result holds no design." : "."),
  drawings: (result, frame) => result.designs.length === 0 ? [] : [drawing(result, frame)],
  table: (result) => ({
    head: ["design", ...tierNames(result), "by no cache", "hit ratio"],
    rows: result.designs.map((design) => [
      design.name,
      ...tierNames(result).map((name) => {
        const tier = design.tiers.find((tier) => tier.name === name);
        return tier ? formatPercent(tier.shareOfAll) : "–";
      }),
      formatPercent(uncached(design)),
      formatPercent(design.hitRatio),
    ]),
  }),
};

function summaryOf({ name, tiers, hitRatio }: DesignResult): string {
  return tiers.length === 0 ? `${name}: no cache` : `${name}: ${formatPercent(hitRatio)} answered by a cache`;
}

function shortSummaryOf({ name, tiers, hitRatio }: DesignResult): string {
  return `${name}: ${tiers.length === 0 ? "no cache" : formatPercent(hitRatio)}`;
}

function uncached(design: DesignResult): number {
  return Math.max(0, 1 - design.tiers.reduce((sum, { shareOfAll }) => sum + shareOfAll, 0));
}

function drawing(result: Result, frame: Frame): Drawing {
  const names = tierNames(result);
  const rows = result.designs.map((design) => ({
    title: frame.isNarrow ? shortSummaryOf(design) : summaryOf(design),
    shares: [
      ...design.tiers.map(({ name, shareOfAll }) => ({ fill: names.indexOf(name), name, share: shareOfAll })),
      { fill: -1, name: "no cache", share: uncached(design) },
    ],
  }));
  return shareBars(rows, frame, { label: "", axisTitle: "share of cacheable requests", fills: names.length });
}
