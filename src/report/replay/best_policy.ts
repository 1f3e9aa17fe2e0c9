import type { ReplayResult, ReplayResultRow } from "../../runner/result_replay_schema.ts";
import { isBoundary } from "./replay_names.ts";
import { isSameSize, type SizeOf } from "./replay_sizes.ts";

/** Differences below this are no reason to choose one policy over another. */
export const HARDLY_RATIO = 0.005;

/** The policies with the fewest misses at a size; those that nobody can run (they know the future) stand aside. */
export function bestAt(result: ReplayResult, size: SizeOf): ReplayResultRow[] {
  const rows = result.rows.filter((row) => isSameSize(row, size) && !isBoundary(row.policy));
  const least = Math.min(...rows.map(({ misses }) => misses));
  return rows.filter(({ misses }) => misses === least);
}
