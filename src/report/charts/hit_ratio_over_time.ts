import { formatPercent } from "../../base/units.ts";
import { timeChart } from "./time_chart.ts";

/** Warming up, losing a tier, and recovering. */
export const hitRatioOverTime = timeChart({
  title: "Hit ratio over time, all tiers together",
  unit: "share of cacheable requests answered by some cache",
  section: "hit-ratio",
  rank: 2,
  axisTitle: "share of requests",
  scale: "share",
  labels: "share",
  read: (point) => point.hitRatio,
  text: formatPercent,
});
