import { type HistogramData, LatencyHistogram } from "../../../base/latency_histogram.ts";
import { ERROR_KINDS, type ErrorKind, type LoadRecord, type LoadWindow } from "./load_record.ts";

/**
 * The records of several workers as one. Each worker sent requests of its own, so counts add up and every request's outcome is in one
 * of them.
 */
export function mergedRecord(records: readonly [LoadRecord, ...LoadRecord[]]): LoadRecord {
  const [first] = records;
  const sum = (pick: (record: LoadRecord) => number) => records.reduce((total, record) => total + pick(record), 0);
  const tierNames = [...new Set(records.flatMap((record) => record.tierNames))];
  return {
    requests: sum((record) => record.requests),
    replies: sum((record) => record.replies),
    latency: merged(records.map((record) => record.latency)),
    fromSend: merged(records.map((record) => record.fromSend)),
    lag: merged(records.map((record) => record.lag)),
    late: sum((record) => record.late),
    errors: Object.fromEntries(ERROR_KINDS.map((kind) => [kind, sum((record) => record.errors[kind])])) as Record<
      ErrorKind,
      number
    >,
    byStatus: byName(records.map((record) => record.byStatus), (counts) => counts.reduce((total, one) => total + one)),
    byRoute: byName(records.map((record) => record.byRoute), merged),
    byTier: byName(
      records.map((record) => record.byTier),
      (tiers) => ({ isHit: tiers[0]!.isHit, latency: merged(tiers.map((tier) => tier.latency)) }),
    ),
    notModified: sum((record) => record.notModified),
    bytes: sum((record) => record.bytes),
    retried: sum((record) => record.retried),
    connectionsOpened: sum((record) => record.connectionsOpened),
    windowMs: first.windowMs,
    windows: mergedWindows(records.map((record) => record.windows)),
    endMs: Math.max(...records.map((record) => record.endMs)),
    statuses: first.statuses.map((_, index) => sum((record) => record.statuses[index]!)),
    tiers: first.tiers.map((_, index) => {
      const record = records.find((one) => one.tiers[index]! > 0);
      return record === undefined ? 0 : tierNames.indexOf(record.tierNames[record.tiers[index]! - 1]!) + 1;
    }),
    tierNames,
  };
}

function merged(data: readonly HistogramData[]): HistogramData {
  const histogram = new LatencyHistogram();
  for (const one of data) histogram.merge(LatencyHistogram.fromData(one));
  return histogram.toData();
}

function mergedWindows(all: readonly (readonly LoadWindow[])[]): LoadWindow[] {
  const length = Math.max(...all.map((windows) => windows.length));
  return Array.from({ length }, (_, index) => {
    const windows = all.map((one) => one[index]).filter((window) => window !== undefined);
    const sum = (pick: (window: LoadWindow) => number) => windows.reduce((total, window) => total + pick(window), 0);
    return {
      replies: sum((window) => window.replies),
      errors: sum((window) => window.errors),
      bytes: sum((window) => window.bytes),
      latency: merged(windows.map((window) => window.latency)),
    };
  });
}

function byName<T>(records: readonly Readonly<Record<string, T>>[], join: (values: T[]) => T): Record<string, T> {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return Object.fromEntries(
    names.map((name) => [name, join(records.map((record) => record[name]).filter((value) => value !== undefined))]),
  );
}
