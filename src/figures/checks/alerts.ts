import type { ProbeEvent } from "../../ports/probe.ts";
import { alarm } from "../alarm.ts";
import type { Check, Checks } from "../check.ts";
import { notYet } from "../finding.ts";
import { lcpPercentile } from "./vitals.ts";

/** Events a second: enough for every budget's least number of samples in a window of a minute. */
const MANY = 200;

const repeated = (event: ProbeEvent): ProbeEvent[] => Array.from({ length: 20 }, () => event);

const reply = (status: number, latencyMs: number): ProbeEvent => {
  return { kind: "reply", at: "application", route: "/products/:id", status, latencyMs, sizeBytes: 1, servedBy: "l1" };
};

/** So many of them are `odd`, the others `usual`. */
const mixed = (share: number, odd: ProbeEvent, usual: ProbeEvent): ProbeEvent[] =>
  Array.from({ length: MANY * 10 }, (_, index) => index < share * MANY * 10 ? odd : usual);

const lookup = (outcome: "hit" | "miss"): ProbeEvent => ({ kind: "lookup", tier: "l1", outcome, latencyMs: 0 });

const vital = (name: "LCP" | "FID" | "CLS") => (value: number) => repeated({ kind: "vital", name, value });

/** The alarm works, but nothing here measures what it speaks of. */
const alarmOnly = (check: Check, why: string): Check => (figure, evidence) => {
  const finding = check(figure, evidence);
  return finding.verdict === "holds" ? { ...notYet(`${why}; the alarm itself: ${finding.why}`) } : finding;
};

const NO_BROWSER = "needs a browser and its user: it does not follow from caching";

/** Alert rules and web vitals: each is made to fire and to clear. */
export const alerts: Checks = {
  "a.vitals.lcp": lcpPercentile,
  "a.vitals.fid": alarmOnly(alarm({ budget: "fid", happen: vital("FID") }), NO_BROWSER),
  "a.vitals.cls": alarmOnly(alarm({ budget: "cls", happen: vital("CLS") }), NO_BROWSER),
  "a.alert.api": alarm({ budget: "api-response", happen: (ms) => repeated(reply(200, ms)) }),
  "a.alert.db": alarm({
    budget: "database-query",
    happen: (durationMs) =>
      repeated({ kind: "query", fingerprint: "q", durationMs, waitMs: 0, rows: 1, isSlow: false, isWrite: false }),
  }),
  "a.alert.hit": alarm({
    budget: "cache-hit-ratio",
    scale: 0.01,
    happen: (ratio) => mixed(ratio, lookup("hit"), lookup("miss")),
  }),
  "a.alert.lcp": alarm({ budget: "lcp", happen: vital("LCP") }),
  "a.alert.error": alarm({
    budget: "error-ratio",
    scale: 0.01,
    happen: (ratio) => mixed(ratio, reply(500, 10), reply(200, 10)),
  }),
  "a.alert.memory": alarm({
    budget: "memory",
    scale: 0.01,
    happen: (usedRatio) => [{ kind: "memory", usedRatio }],
  }),
};
