import { formatCount, formatPercent, formatSize } from "../../base/units.ts";
import type { ReplayResult, ReplayResultRow } from "../../runner/result_replay_schema.ts";

/** A cache size as rows name it. */
export type SizeOf = Pick<ReplayResultRow, "size" | "sizeUnit">;

/** The sizes in the order in which they were asked for. */
export function sizesOf(result: ReplayResult): SizeOf[] {
  const sizes = new Map(result.rows.map(({ size, sizeUnit }) => [`${size} ${sizeUnit}`, { size, sizeUnit }]));
  return [...sizes.values()];
}

export function isSameSize(one: SizeOf, other: SizeOf): boolean {
  return one.size === other.size && one.sizeUnit === other.sizeUnit;
}

/** "204 objects (1.0 % of all)", "64 MB (3.1 % of all)". */
export function sizeText({ size, sizeUnit }: SizeOf, trace: ReplayResult["trace"]): string {
  const whole = sizeUnit === "bytes" ? trace.footprintBytes : trace.objects;
  const amount = sizeUnit === "bytes" ? formatSize(size) : size === 1 ? "1 object" : `${formatCount(size)} objects`;
  if (whole === null || whole === 0) return amount;
  const share = size / whole;
  return share > 1 ? `${amount} (above the whole)` : `${amount} (${shareText(share)} of all)`;
}

function shareText(share: number): string {
  return share >= 0.001 ? formatPercent(share) : `${Number((share * 100).toPrecision(1))} %`;
}
