import type { Figure } from "./figure.ts";
import { type Finding, notYet } from "./finding.ts";
import { spanText, valueText } from "./figure_text.ts";
import { type Better, keepsFigure } from "./promise.ts";

/** One measured value of a figure. */
export interface Case {
  readonly world: "simulated" | "live";
  /** Under which circumstances: "a-staging, steady". */
  readonly where: string;
  /** In the figure's unit; one a repeat. */
  readonly values: readonly number[];
}

/** How cases are judged. */
export interface Judging {
  readonly better: Better;
  /** What the simulated values rest on; a verdict that rests on it is conditional. */
  readonly assuming?: string;
  /** Said of every verdict. */
  readonly note?: string;
  /** Said when there is no case. */
  readonly missing: string;
}

/**
 * A verdict from cases: holds where every repeat of every case keeps the figure, does not hold where none does, and holds under the
 * condition of some cases otherwise. Without a case there is no verdict.
 */
export function judgeCases(figure: Figure, cases: readonly Case[], judging: Judging): Finding {
  const measured = cases.filter(({ values }) => values.length > 0);
  if (measured.length === 0) return notYet(judging.missing);
  const keeps = ({ values }: Case) => values.every((value) => keepsFigure(figure, value, judging.better));
  const kept = measured.filter(keeps);
  const broken = measured.filter((one) => !keeps(one));
  return {
    simulated: worldText(measured, "simulated", figure.unit),
    live: worldText(measured, "live", figure.unit),
    ...verdictOf(kept, broken, judging),
  };
}

function verdictOf(kept: readonly Case[], broken: readonly Case[], judging: Judging): Pick<Finding, "verdict" | "why"> {
  const { assuming, note } = judging;
  const tail = note === undefined ? "" : `; ${note}`;
  if (kept.length === 0) {
    const under = assuming !== undefined && broken.some(({ world }) => world === "simulated") ? `, if ${assuming}` : "";
    return { verdict: "does not hold", why: `${listText(broken)}${under}${tail}` };
  }
  const rests = assuming !== undefined && kept.some(({ world }) => world === "simulated");
  const condition = rests ? `, if ${assuming}` : "";
  if (broken.length > 0) {
    const why = `for ${listText(kept)}${condition}; not for ${listText(broken)}${tail}`;
    return { verdict: "holds under a stated condition", why };
  }
  const why = `${listText(kept)}${condition}${tail}`;
  return { verdict: rests ? "holds under a stated condition" : "holds", why };
}

function listText(cases: readonly Case[]): string {
  return cases.map(({ where, values }) => `${where} ${textOf(values)}`).join(", ");
}

function textOf(values: readonly number[]): string {
  const [least, largest] = [Math.min(...values), Math.max(...values)].map((value) => valueText(value));
  return least === largest ? `${least}` : `${least}..${largest}`;
}

function worldText(cases: readonly Case[], world: Case["world"], unit: string): string | null {
  const values = cases.filter((one) => one.world === world).flatMap((one) => one.values);
  return values.length === 0 ? null : spanText(values, unit);
}
