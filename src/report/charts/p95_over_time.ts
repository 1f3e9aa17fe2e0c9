import { formatDuration } from "../../base/units.ts";
import { timeChart } from "./time_chart.ts";

/** When the slow requests were slow. */
export const p95OverTime = timeChart({
  title: "Latency over time, 95th percentile",
  unit: "time a reply, logarithmic",
  section: "latency",
  rank: 3,
  axisTitle: "p95, log scale",
  scale: "log",
  labels: "milliseconds",
  read: (point) => point.p95 > 0 ? point.p95 : null,
  text: formatDuration,
});
