import { type ErrorKind, LATE_MS, type LoadRecord } from "../adapters/live/load/load_record.ts";
import { formatCount, formatDuration, formatPercent } from "../base/units.ts";
import type { LoadResult } from "./result_load_schema.ts";
import { mergedOf, summaryOf } from "./summaries.ts";

/** What a result says of the load itself: whether the generator kept its own times, and what went wrong on the way. */
export function loadResult(load: LoadRecord, model: string): LoadResult {
  return {
    model,
    replies: load.replies,
    notModified: load.notModified,
    late: load.late,
    lateMs: LATE_MS,
    retried: load.retried,
    connectionsOpened: load.connectionsOpened,
    errors: { ...load.errors },
    byStatus: { ...load.byStatus },
    fromSendMs: summaryOf(mergedOf([load.fromSend])),
    lagMs: summaryOf(mergedOf([load.lag])),
  };
}

/** What a person must know before believing the figures. */
export function loadWarnings(load: LoadRecord): string[] {
  const warnings = Object.entries(load.errors)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${share(count, load.requests)} ${MEANS[kind as ErrorKind]}`);
  if (load.late > 0) {
    const { max } = mergedOf([load.lag]);
    warnings.push(
      `${share(load.late, load.requests)} left more than ${LATE_MS} ms late (at most ${formatDuration(max)}): ` +
        "connections were busy or this machine was; latency counts from the intended time all the same",
    );
  }
  for (const [status, count] of Object.entries(load.byStatus)) {
    const isUnexpected = Number(status) >= 400 && Number(status) < 500 && count > load.replies / 100;
    if (isUnexpected) warnings.push(`${share(count, load.requests)} were answered with status ${status}`);
  }
  return warnings;
}

const MEANS: Readonly<Record<ErrorKind, string>> = {
  refused: "found no connection (refused)",
  reset: "were hung up on before any reply (reset)",
  cut: "were cut off in the middle of the reply",
  malformed: "got what is no HTTP/1.1",
  timeout: "had no whole reply in time (timeout)",
  dropped: "were never sent: every connection was busy and the queue full (dropped)",
  unfinished: "were under way when the load was stopped",
};

function share(count: number, of: number): string {
  return `${formatCount(count)} of ${formatCount(of)} requests (${formatPercent(count / of)})`;
}
