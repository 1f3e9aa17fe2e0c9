import { PART_NAMES, type RemovablePart } from "../designs/without_part.ts";

/** A design under a scenario that the checks want to see. Names that are not registered are left out when it runs. */
export interface PlannedRun {
  readonly design: string;
  /** Switched off for this run. */
  readonly without?: readonly RemovablePart[];
  readonly scenario: string;
  /** Instead of the scenario's own length. */
  readonly durationMs?: number;
}

const EVEN_MS = 300_000;

/**
 * The runs that figures are judged by: stages of A under traffic of different shapes, since a hit ratio is a property of the traffic
 * as much as of the cache; B under the traffic of a marketplace.
 */
export const PLANNED: readonly PlannedRun[] = [
  { design: "baseline", scenario: "steady", durationMs: EVEN_MS },
  { design: "a-development", scenario: "steady", durationMs: EVEN_MS },
  { design: "a-staging", scenario: "steady", durationMs: EVEN_MS },
  { design: "a-staging", scenario: "cold-start" },
  { design: "a-staging", scenario: "flash-crowd", durationMs: EVEN_MS },
  { design: "a-staging", scenario: "web-shop" },
  { design: "a-development", without: ["l1"], scenario: "steady", durationMs: EVEN_MS },
  { design: "a-development", without: ["l1"], scenario: "web-shop" },
  { design: "a-production", scenario: "steady", durationMs: EVEN_MS },
  { design: "b-marketplace", scenario: "marketplace" },
];

/** What a run is called in verdicts: "a-development without L1 on steady". */
export function runName({ design, without = [], scenario }: PlannedRun): string {
  return `${design}${without.map((part) => ` without ${PART_NAMES[part]}`).join("")} on ${scenario}`;
}
