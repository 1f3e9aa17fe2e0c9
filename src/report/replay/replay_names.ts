import type { ReplayResult } from "../../runner/result_replay_schema.ts";

/** The policies in the order in which they were asked for: their numbers choose colours and markers. */
export function policyNames(result: ReplayResult): string[] {
  return [...new Set(result.rows.map(({ policy }) => policy))];
}

/** Whether a policy knows the future or has no limit: it serves as a bound and cannot be chosen. */
export function isBoundary(policy: string): boolean {
  return /^(belady|belady-size|infinite)(?![\w-])/.test(policy);
}

/** The file's name without its folders. */
export function traceName({ path }: ReplayResult["trace"]): string {
  return path.slice(path.lastIndexOf("/") + 1) || path;
}
