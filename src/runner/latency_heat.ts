import { LatencyHistogram } from "../base/latency_histogram.ts";
import type { RunRecord } from "./recorder.ts";
import type { DesignResult } from "./result_schema.ts";
import { mergedOf } from "./summaries.ts";

type Heat = NonNullable<DesignResult["heat"]>;

/** Steps of a factor of ten on the latency axis. */
const STEPS_A_DECADE = 6;
/** Columns of a picture that still can be told apart. */
const MOST_COLUMNS = 80;

/**
 * Replies by time and latency, added up over the repeats: columns of equal time, rows of equal factors of latency. Undefined when there
 * was no reply that took any time.
 */
export function latencyHeatOf(records: readonly RunRecord[]): Heat | undefined {
  const windowMs = records[0]?.windowMs ?? 1000;
  const length = Math.min(...records.map(({ windows }) => windows.length));
  const whole = mergedOf(records.map(({ latency }) => latency));
  if (!(length > 0 && whole.max > 0)) return undefined;
  const first = Math.floor(Math.log10(Math.max(1e-3, whole.quantile(0.001))) * STEPS_A_DECADE);
  const last = Math.max(first, Math.floor(Math.log10(whole.max) * STEPS_A_DECADE));
  const every = Math.ceil(length / MOST_COLUMNS);
  const rows = last - first + 1;
  const columns = Array.from({ length: Math.ceil(length / every) }, (_, column) => {
    const counts = new Array<number>(rows).fill(0);
    for (const { windows } of records) {
      for (const window of windows.slice(column * every, (column + 1) * every)) {
        addCounts(counts, LatencyHistogram.fromData(window.latency), first);
      }
    }
    return counts;
  });
  const edgesMs = Array.from({ length: rows + 1 }, (_, row) => 10 ** ((first + row) / STEPS_A_DECADE));
  return { windowMs: windowMs * every, edgesMs, counts: columns };
}

/** What lies below the first row or above the last counts there. */
function addCounts(counts: number[], histogram: LatencyHistogram, first: number): void {
  for (const [value, count] of histogram.entries()) {
    const row = value > 0 ? Math.floor(Math.log10(value) * STEPS_A_DECADE) - first : 0;
    counts[Math.min(counts.length - 1, Math.max(0, row))]! += count;
  }
}
