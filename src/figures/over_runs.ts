import type { DesignResult } from "../runner/result_schema.ts";
import type { Case } from "./cases.ts";
import type { Evidence } from "./evidence.ts";
import { PLANNED, type PlannedRun, runName } from "./plan.ts";

/** Reads a run's value in the figure's unit; null where the run has none. */
export type ReadRun = (result: DesignResult) => number | null;

/** One case for each planned run of the named designs, whole, that has a value in every repeat. */
export function casesOverRuns(evidence: Evidence, designs: readonly string[], read: ReadRun): Case[] {
  return casesOfRuns(
    evidence,
    PLANNED.filter((run) => designs.includes(run.design) && run.without === undefined),
    read,
  );
}

/** One case for each of these runs that has a value in every repeat. */
export function casesOfRuns(evidence: Evidence, runs: readonly PlannedRun[], read: ReadRun): Case[] {
  return runs.flatMap((run): Case[] => {
    const values = evidence.runs(run).map(read);
    const measured = values.filter((value) => value !== null);
    const isWhole = measured.length > 0 && measured.length === values.length;
    return isWhole ? [{ world: "simulated", where: runName(run), values: measured }] : [];
  });
}

/** Hits of a tier's own look-ups, %. Null where nothing was looked up. */
export function hitPercentOf(tier: string): ReadRun {
  return ({ tiers }) => {
    const found = tiers.find(({ name }) => name === tier);
    return found === undefined || found.requests === 0 ? null : found.hitRatio * 100;
  };
}
