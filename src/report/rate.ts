import { formatCount } from "../base/units.ts";

/** A number a second: two significant digits below ten, whole above. The unit is the reader's heading. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return "0";
  return perSecond < 10 ? String(Number(perSecond.toPrecision(2))) : formatCount(perSecond);
}
