import { LatencyHistogram } from "../src/base/latency_histogram.ts";
import { Random } from "../src/base/random.ts";

const random = new Random(1);
const values = Float64Array.from({ length: 100_000 }, () => random.exponential(20));
let kept = 0;

Deno.bench("100,000 values into an array, sorted for p95", { group: "histogram", baseline: true }, () => {
  kept += Float64Array.from(values).sort()[95_000]!;
});

Deno.bench("100,000 values into a latency histogram, p95", { group: "histogram" }, () => {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  kept += histogram.quantile(0.95);
});

globalThis.addEventListener("unload", () => {
  if (kept === 0) console.error("Cannot trust the bench: its results must be used: received none");
});
