import { formatDuration } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { spreadOf } from "../spread.ts";
import { designVerdict } from "./design_verdict.ts";

/**
 * What follows from the data and what does not, in sentences. Designs are told apart by their 95th percentile only where the
 * spans of their repeats do not touch; cost depends on prices, so a design is never called the best.
 */
export function recommendation(result: Result): string[] {
  const met = result.designs.filter((design) => designVerdict(design).isMet);
  const sure = met.filter((design) => designVerdict(design).close.length === 0);
  return [...reservations(result), ...choice(result, met, sure)];
}

function reservations(result: Result): string[] {
  const sentences: string[] = [];
  if (result.interrupted) sentences.push("The run was stopped before its end, so every verdict is provisional.");
  const fewest = Math.min(...result.designs.map(({ repeats }) => repeats.length));
  if (result.designs.length > 0 && fewest < 2) {
    sentences.push("There is no second repeat, so nothing is known of the spread: another seed may turn any verdict.");
  }
  if (result.predictions.some(({ pass }) => pass === false)) {
    sentences.push("The simulation missed the live run on some metrics beyond its tolerance (see predictions).");
  }
  return sentences;
}

function choice(result: Result, met: readonly DesignResult[], sure: readonly DesignResult[]): string[] {
  if (result.designs.every((design) => designVerdict(design).applicable.length === 0)) {
    return ["Without a budget that applies there is nothing to recommend."];
  }
  if (met.length === 0) {
    const fewest = Math.min(...result.designs.map((design) => designVerdict(design).broken.length));
    const names = result.designs.filter((design) => designVerdict(design).broken.length === fewest).map(nameOf);
    return [
      `No design meets every budget; ${list(names)} ${names.length === 1 ? "breaks" : "break"} the fewest (${fewest}).`,
    ];
  }
  const sentences: string[] = [];
  const unsure = met.filter((design) => !sure.includes(design)).map(nameOf);
  if (unsure.length > 0) {
    const isOne = unsure.length === 1;
    sentences.push(`${list(unsure)} ${isOne ? "meets" : "meet"} every budget only on average: some repeats break one.`);
    if (sure.length === 1) sentences.push(`Only ${sure[0]!.name} meets every budget in every repeat.`);
  }
  if (met.length === 1) {
    const [only] = met;
    sentences.push(
      `${only!.name} is the only candidate under this workload. What it costs is a question of prices (see Cost).`,
    );
  } else {
    sentences.push(fastest(met), "What each of them costs is a question of prices (see Cost).");
  }
  return sentences;
}

function fastest(met: readonly DesignResult[]): string {
  const sorted = [...met].sort((a, b) => a.latencyMs.p95 - b.latencyMs.p95);
  const [first, second] = [sorted[0]!, sorted[1]!];
  const [ours, theirs] = [first, second].map((design) => spreadOf(design, ({ latencyMs }) => latencyMs.p95));
  const names = `Of ${list(met.map(nameOf))},`;
  return ours && theirs && ours.largest < theirs.least
    ? `${names} ${first.name} has the lowest 95th percentile in every repeat (${
      formatDuration(first.latencyMs.p95)
    }, next ${formatDuration(second.latencyMs.p95)}).`
    : `${names} none is faster than the others beyond the spread of the repeats (95th percentile).`;
}

function nameOf({ name }: DesignResult): string {
  return name;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
