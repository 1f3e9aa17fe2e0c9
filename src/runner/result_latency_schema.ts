import * as valibot from "valibot";

const count = valibot.pipe(valibot.number(), valibot.minValue(0));

/** Latencies in ms. `p999` is p99.9. */
export const latencySummary = valibot.object({
  count,
  mean: count,
  p50: count,
  p90: count,
  p95: count,
  p99: count,
  p999: count,
  max: count,
});
