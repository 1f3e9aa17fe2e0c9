import type { Result } from "../../runner/result_schema.ts";
import { type DesignVerdict, designVerdict } from "./design_verdict.ts";

/** Some repeats stand on the other side of a limit. */
const NOT_ALWAYS = ", though not in every repeat";

/** The report's first line: how many designs meet their budgets, or how the only one does. */
export function headline(result: Result): string {
  const verdicts = result.designs.map(designVerdict);
  const only = verdicts[0];
  if (!only) return "The result holds no design";
  if (verdicts.every(({ applicable }) => applicable.length === 0)) {
    return `${count(verdicts.length, "design")} measured, no budget to meet`;
  }
  const met = verdicts.filter(({ isMet }) => isMet);
  if (verdicts.length === 1) return aboutOne(only);
  if (met.length === 0) return `None of ${verdicts.length} designs meets every budget`;
  const unsure = met.filter(({ close }) => close.length > 0).length;
  if (met.length === 1) return `Only ${met[0]!.name} meets every budget${unsure === 0 ? "" : NOT_ALWAYS}`;
  const names = met.length === verdicts.length ? `All ${met.length}` : `${met.length} of ${verdicts.length}`;
  const doubt = unsure === 0 ? "" : unsure === met.length ? NOT_ALWAYS : `, ${unsure} of them not in every repeat`;
  return `${names} designs meet every budget${doubt}`;
}

function aboutOne({ name, applicable, broken, close }: DesignVerdict): string {
  if (broken.length > 0) return `${name} breaks ${broken.length} of ${count(applicable.length, "budget")}`;
  const budgets = applicable.length === 1 ? "its only budget" : `all ${applicable.length} budgets`;
  return `${name} meets ${budgets}${close.length === 0 ? "" : NOT_ALWAYS}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
