import { formatSize } from "../../base/units.ts";
import { timeChart } from "./time_chart.ts";

/** What went over the wire. */
export const bytesOverTime = timeChart({
  title: "Bytes sent over time",
  unit: "bytes a second, after compression",
  section: "load",
  rank: 3,
  axisTitle: "bytes a second",
  scale: "linear",
  labels: "bytes",
  read: (point) => point.bytesPerSecond,
  text: (value) => `${formatSize(value)}/s`,
});
