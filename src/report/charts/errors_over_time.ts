import { formatCount } from "../../base/units.ts";
import { timeChart } from "./time_chart.ts";

/** Failed requests in each window of time. */
export const errorsOverTime = timeChart({
  title: "Errors over time",
  unit: "failed requests in a window",
  section: "load",
  rank: 4,
  axisTitle: "errors a window",
  scale: "linear",
  labels: "count",
  read: (point) => point.errors,
  text: formatCount,
});
