import type { FigureRow, FiguresResult } from "../../runner/result_figures_schema.ts";

/** A verdict in the order in which a reviewer wants to see it, and how it looks. */
export interface VerdictWords {
  readonly verdict: FigureRow["verdict"];
  readonly id: string;
  readonly title: string;
  readonly className: string;
  readonly glyph: string;
}

export const VERDICT_WORDS: readonly VerdictWords[] = [
  { verdict: "does not hold", id: "broken", title: "Do not hold", className: "broken", glyph: "✕" },
  {
    verdict: "holds under a stated condition",
    id: "conditional",
    title: "Hold under a condition",
    className: "condition",
    glyph: "◐",
  },
  { verdict: "holds", id: "holding", title: "Hold", className: "holds", glyph: "✓" },
  {
    verdict: "not checked here yet",
    id: "unchecked",
    title: "Not checked here yet",
    className: "unchecked",
    glyph: "–",
  },
];

export function rowsWith(result: FiguresResult, verdict: FigureRow["verdict"]): FigureRow[] {
  return result.rows.filter((row) => row.verdict === verdict);
}

/** "25 of 89 documented figures hold, 23 under a condition, 8 do not" */
export function figuresHeadline(result: FiguresResult): string {
  const count = (verdict: FigureRow["verdict"]) => rowsWith(result, verdict).length;
  const parts = [`${count("holds")} of ${result.rows.length} documented figures hold`];
  if (count("holds under a stated condition") > 0) {
    parts.push(`${count("holds under a stated condition")} under a condition`);
  }
  if (count("does not hold") > 0) parts.push(`${count("does not hold")} do not`);
  return parts.join(", ");
}
