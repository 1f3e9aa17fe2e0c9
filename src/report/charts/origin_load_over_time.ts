import { formatRate } from "../rate.ts";
import { timeChart } from "./time_chart.ts";

/** What the caches let through. */
export const originLoadOverTime = timeChart({
  title: "Origin load over time",
  unit: "queries that reached the database a second",
  section: "load",
  rank: 1,
  axisTitle: "queries/s",
  scale: "linear",
  labels: "count",
  read: (point) => point.originRps,
  text: formatRate,
});
