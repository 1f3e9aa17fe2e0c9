import { STEPS } from "../ports/probe.ts";
import type { RunRecord } from "./recorder.ts";
import type { DesignResult } from "./result_schema.ts";

/** Where the time of a product page goes, over all repeats; empty for a design that measures no steps. */
export function breakdownOf(records: readonly RunRecord[]): NonNullable<DesignResult["breakdown"]> {
  const sums = STEPS.map((step) => {
    let count = 0;
    let totalMs = 0;
    for (const { steps } of records) {
      count += steps[step]?.count ?? 0;
      totalMs += steps[step]?.totalMs ?? 0;
    }
    return { step, count, totalMs };
  });
  // Every page that is asked for over the network takes the round trip.
  const asked = sums.find(({ step }) => step === "round-trip")!.count;
  return sums.filter(({ count }) => count > 0).map(({ step, count, totalMs }) => ({
    step,
    count,
    meanMs: totalMs / count,
    share: asked === 0 ? 1 : Math.min(1, count / asked),
  }));
}
