import * as valibot from "valibot";
import type { VitalName } from "./budgets/budget.ts";

/** A web vital as browsers send it. Times in ms and at most an hour; CLS a score. Beyond, somebody is making it up. */
export const webVitalSchema = valibot.object({
  name: valibot.picklist(["LCP", "FID", "CLS", "TTFB"]),
  value: valibot.pipe(valibot.number(), valibot.finite(), valibot.minValue(0), valibot.maxValue(3_600_000)),
  /** Names the page view; not looked at. */
  id: valibot.optional(valibot.pipe(valibot.string(), valibot.maxLength(100))),
});

export type VitalRating = "good" | "needs-improvement" | "poor";

/** Up to the first number good, above the second poor. Source: web.dev/articles/{lcp,fid,cls,ttfb}, as of 2024. */
const THRESHOLDS: Readonly<Record<VitalName, readonly [good: number, poor: number]>> = {
  LCP: [2500, 4000],
  FID: [100, 300],
  CLS: [0.1, 0.25],
  TTFB: [800, 1800],
};

/**
 * Rates a web vital.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rateVital } from "./web_vital.ts";
 * assertEquals([rateVital("LCP", 1850), rateVital("CLS", 0.2), rateVital("FID", 301)], ["good", "needs-improvement", "poor"]);
 * ```
 */
export function rateVital(name: VitalName, value: number): VitalRating {
  const [good, poor] = THRESHOLDS[name];
  if (value <= good) return "good";
  return value > poor ? "poor" : "needs-improvement";
}
