import type { RunPart } from "../runner/compare.ts";
import { type Result, RESULT_SCHEMA } from "../runner/result_schema.ts";
import { machineOf, versionsOf } from "./circumstances.ts";

/** Completes a run's part of the result with where, when and how. */
export function resultDocument(
  part: RunPart,
  circumstances: { world: Result["world"]; interrupted: boolean; elapsedMs: number; command: string },
): Result {
  return {
    schema: RESULT_SCHEMA,
    date: new Date().toISOString(),
    ...part,
    ...circumstances,
    versions: versionsOf(),
    machine: machineOf(),
  };
}
