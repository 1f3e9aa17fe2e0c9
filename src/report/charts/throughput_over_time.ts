import { formatRate } from "../rate.ts";
import { timeChart } from "./time_chart.ts";

/** Replies a second; under an open load it falls only when replies come late. */
export const throughputOverTime = timeChart({
  title: "Throughput over time",
  unit: "replies a second",
  section: "load",
  rank: 2,
  axisTitle: "replies/s",
  scale: "linear",
  labels: "count",
  read: (point) => point.throughputRps,
  text: formatRate,
});
