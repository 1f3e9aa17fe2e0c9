import type { HistogramData } from "../base/latency_histogram.ts";
import { mergedOf } from "./summaries.ts";

/** What of a run's record a calibration reads. */
export interface CountedRecord {
  readonly requests: number;
  readonly endMs: number;
  readonly latency: HistogramData;
  readonly byRoute: Readonly<Record<string, HistogramData>>;
  readonly tiers: Readonly<Record<string, { readonly latency: HistogramData }>>;
  readonly queries: { readonly duration: HistogramData };
  readonly compression: { readonly inputBytes: number };
}

/** A run whose parts tell what each takes by itself. */
export interface CountedRun {
  readonly record: CountedRecord;
  /**
   * How long the server's thread worked during the run: its processor time, and its waits for a processor between; undefined where
   * the system does not count it.
   */
  readonly threadMs: number | undefined;
}

/** Runs of the same requests as one: the machine is not the same at all times, and rare things need many requests. */
export function pooledRuns(runs: readonly CountedRun[]): CountedRun {
  const records = runs.map(({ record }) => record);
  const sum = (pick: (record: CountedRecord) => number) => records.reduce((total, record) => total + pick(record), 0);
  const merged = (pick: (record: CountedRecord) => HistogramData | undefined) => mergedOf(records.map(pick)).toData();
  const namesOf = (
    pick: (record: CountedRecord) => object,
  ) => [...new Set(records.flatMap((one) => Object.keys(pick(one))))];
  const times = runs.map(({ threadMs }) => threadMs);
  return {
    record: {
      requests: sum(({ requests }) => requests),
      endMs: sum(({ endMs }) => endMs),
      latency: merged(({ latency }) => latency),
      byRoute: Object.fromEntries(
        namesOf(({ byRoute }) => byRoute).map((route) => [route, merged(({ byRoute }) => byRoute[route])]),
      ),
      tiers: Object.fromEntries(
        namesOf(({ tiers }) => tiers).map((tier) => [tier, { latency: merged(({ tiers }) => tiers[tier]?.latency) }]),
      ),
      queries: { duration: merged(({ queries }) => queries.duration) },
      compression: { inputBytes: sum(({ compression }) => compression.inputBytes) },
    },
    threadMs: times.some((ms) => ms === undefined) ? undefined : times.reduce<number>((total, ms) => total + ms!, 0),
  };
}
