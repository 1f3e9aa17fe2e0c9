const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * Seconds since 1970 of an access log's time, `10/Oct/2000:13:55:36 -0700`; NaN when it is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accessLogSeconds } from "./calendar.ts";
 * assertEquals(accessLogSeconds("10/Oct/2000:13:55:36 -0700"), 971211336);
 * ```
 */
export function accessLogSeconds(text: string): number {
  const match = /^(\d{1,2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/.exec(text);
  if (!match) return NaN;
  const month = MONTHS.indexOf(match[2]!);
  const [day, hour, minute, second] = [match[1], match[4], match[5], match[6]].map(Number);
  if (month < 0 || day! < 1 || day! > 31 || hour! > 23 || minute! > 59 || second! > 60) return NaN;
  const zone = (match[7] === "-" ? -1 : 1) * (Number(match[8]) * 3600 + Number(match[9]) * 60);
  return daysSince1970(Number(match[3]), month + 1, day!) * 86_400 + hour! * 3600 + minute! * 60 + second! - zone;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (Hinnant, chrono-compatible low-level date algorithms, 2013). */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
