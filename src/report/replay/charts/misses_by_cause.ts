import { formatCount, formatPercent } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { shareBars } from "../../charts/share_bars.ts";
import type { ReplayChart } from "../replay_chart.ts";
import { isSameSize, sizesOf, sizeText } from "../replay_sizes.ts";

/** What to do about them: more memory helps against `capacity` only, a longer time to live against `expired`. */
export const CAUSES = ["compulsory", "capacity", "expired", "invalidated"] as const;

/** Why requests missed under a time to live. */
export const missesByCause: ReplayChart = {
  title: "Misses by cause",
  unit: "share of all requests; the open end of each bar is what hit",
  section: "causes",
  rank: 1,
  legend: "causes",
  description: ({ causes, trace }) => {
    const parts = causes.map((row) =>
      `${row.policy} at ${sizeText(row, trace)}: ${
        CAUSES.map((cause) => `${cause} ${formatPercent(row[cause] / row.requests)}`).join(", ")
      }`
    );
    return parts.length === 0
      ? "No time to live was given (--ttl), and the trace has no writes."
      : `${parts.join("; ")}.`;
  },
  drawings: (result, frame) =>
    sizesOf(result).flatMap((size) => {
      const rows = result.causes.filter((row) => isSameSize(row, size));
      if (rows.length === 0) return [];
      const traits = { label: sizeText(size, result.trace), axisTitle: "share of requests", fills: CAUSES.length };
      return [shareBars(rows.map(barOf), frame, traits)];
    }),
  table: ({ causes, trace }) => ({
    head: ["policy", "size", "misses", ...CAUSES],
    rows: causes.map((row) => [
      row.policy,
      sizeText(row, trace),
      formatCount(row.misses),
      ...CAUSES.map((cause) => formatCount(row[cause])),
    ]),
  }),
};

function barOf(row: ReplayResult["causes"][number]) {
  const hits = 1 - row.misses / row.requests;
  return {
    title: `${row.policy}: ${formatPercent(hits)} hits`,
    shares: [
      ...CAUSES.map((cause, fill) => ({ fill, name: cause, share: row[cause] / row.requests })),
      { fill: -1, name: "hits", share: hits },
    ],
  };
}
