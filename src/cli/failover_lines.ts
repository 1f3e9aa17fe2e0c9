import { formatCount, formatDuration } from "../base/units.ts";
import type { Failover } from "../runner/result_failover_schema.ts";
import type { DesignResult } from "../runner/result_schema.ts";
import { tableLines } from "./table.ts";

/** Writes resume within a second of the promotion: what tierlab promises of its optimizer. */
export const MOST_RESUME_MS = 1000;

/** What the death of a primary did to reads and writes, for a person; nothing for a run that did not drive the database alone. */
export function failoverLines({ name, failover = [] }: DesignResult): string[] {
  return failover.flatMap((run) => [
    `${name}, shard ${run.shard} loses its primary, seed ${run.seed}:`,
    ...tableLines(["", "measured", "must be", "verdict"], rowsOf(run)),
    ...run.messages.map((message) => `  an error: ${message}`.slice(0, 80)),
    "",
  ]);
}

function rowsOf(run: Failover): string[][] {
  const zero = (
    what: string,
    count: number,
  ) => [what, formatCount(count), "0", count === 0 ? "holds" : "DOES NOT HOLD"];
  const told = (what: string, value: string) => [what, value, "", ""];
  const duration = (ms: number | null) => ms === null ? "never" : formatDuration(ms);
  const isResumed = run.resumeMs !== null && run.resumeMs <= MOST_RESUME_MS;
  return [
    zero(`read errors of ${formatCount(run.reads)}`, run.readErrors),
    [
      "from the promotion to the first write",
      duration(run.resumeMs),
      `at most ${formatDuration(MOST_RESUME_MS)}`,
      isResumed ? "holds" : "DOES NOT HOLD",
    ],
    zero(`lost of ${formatCount(run.acknowledged)} acknowledged writes`, run.lost),
    told("from the kill to the promotion", duration(run.promotionMs)),
    told("write errors in between", formatCount(run.writeErrors)),
    told("- of them done nevertheless", formatCount(run.doneThoughFailed)),
    told("- on other shards", formatCount(run.writeErrorsElsewhere)),
    told("longest write on the shard", formatDuration(run.longestWriteMs)),
    told("own reads that lacked an own write", formatCount(run.staleOwnReads)),
    told("reconnects", formatCount(run.reconnects)),
  ];
}
