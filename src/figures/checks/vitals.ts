import { judgeCases } from "../cases.ts";
import type { Check, Checks } from "../check.ts";
import { casesOverRuns, type ReadRun } from "../over_runs.ts";

const STAGES = ["a-development", "a-staging", "a-production"];
const ASSUMED = "a visitor's network and painting take what the visitor model assumes";

/** Largest contentful paint at the 75th percentile, ms. */
const lcpMs: ReadRun = ({ budgets }) => budgets.find(({ id }) => id === "lcp")?.value ?? null;
const lcpSeconds: ReadRun = (result) => {
  const ms = lcpMs(result);
  return ms === null ? null : ms / 1000;
};

/** LCP over the runs, against the limit in ms. */
export const lcpPercentile: Check = (figure, evidence) =>
  judgeCases(figure, casesOverRuns(evidence, STAGES, lcpMs), {
    better: "lower",
    assuming: ASSUMED,
    missing: "no run derived it",
    note: "75th percentile",
  });

/** What visitors see before and after. */
export const vitals: Checks = {
  "a.before.lcp": (figure, evidence) =>
    judgeCases(figure, casesOverRuns(evidence, ["baseline"], lcpSeconds), {
      better: "exact",
      assuming: ASSUMED,
      missing: "no run derived it",
      note: "the document's 3 to 5 s need more than a server without caches: a slower network or heavier page",
    }),
  "a.after.lcp": (figure, evidence) =>
    judgeCases(figure, casesOverRuns(evidence, STAGES, lcpSeconds), {
      better: "lower",
      assuming: ASSUMED,
      missing: "no run derived it",
    }),
  "a.after.lcp.gain": (figure, evidence) => {
    const before = casesOverRuns(evidence, ["baseline"], lcpMs)[0]?.values ?? [];
    const cases = casesOverRuns(evidence, STAGES, lcpMs)
      .filter(({ where, values }) => where.endsWith("on steady") && values.length === before.length)
      .map((one) => ({ ...one, values: one.values.map((ms, repeat) => (1 - ms / before[repeat]!) * 100) }));
    return judgeCases(figure, cases, {
      better: "higher",
      assuming: ASSUMED,
      missing: "baseline and optimised runs of one scenario are needed",
      note: "painting, which no cache shortens, is most of it",
    });
  },
};
