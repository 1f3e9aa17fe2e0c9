import { fromFileUrl } from "./paths.ts";
import { formatCount } from "../base/units.ts";
import { readTraceFile } from "../adapters/live/trace_file.ts";
import type { Trace } from "../trace/trace.ts";
import type { RecordedItems, Scenario } from "../workload/scenario.ts";

/** The recording that a scenario is built from: the caller's own file, or the one that comes with the scenario. */
export async function recordingFor(
  scenario: Scenario,
  own: { path: string; format: string | undefined } | undefined,
): Promise<RecordedItems | undefined> {
  if (own !== undefined) {
    return recordedItems(await readTraceFile(own.path, own.format === undefined ? {} : { format: own.format }));
  }
  if (scenario.trace === undefined) return undefined;
  const path = fromFileUrl(new URL(`../../scenarios/data/${scenario.trace.file}`, import.meta.url));
  return recordedItems(await readTraceFile(path));
}

/** What a person must know of a trace's input: nothing is left out silently. */
export function warningsOf(trace: Trace): string[] {
  const { malformed, malformedAt, zeroSize, clockBackwards } = trace.notes;
  const warnings: string[] = [];
  if (malformed > 0) {
    const more = malformed > malformedAt.length ? ", …" : "";
    const lines = `line${malformedAt.length === 1 ? "" : "s"} ${malformedAt.join(", ")}${more}`;
    warnings.push(`${formatCount(malformed)} malformed left out (${lines})`);
  }
  if (zeroSize > 0) warnings.push(`${formatCount(zeroSize)} requests of size 0 left out`);
  if (clockBackwards > 0) warnings.push(`${formatCount(clockBackwards)} requests earlier than the one before them`);
  return warnings;
}

function recordedItems(trace: Trace): RecordedItems {
  return { items: trace.ids, products: trace.objects, atMs: null, warnings: warningsOf(trace) };
}
