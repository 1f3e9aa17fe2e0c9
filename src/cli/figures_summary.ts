import type { FigureRow, FiguresResult } from "../runner/result_figures_schema.ts";
import { wrapText } from "./text_lines.ts";

const MARKS: Readonly<Record<FigureRow["verdict"], string>> = {
  "holds": "holds",
  "holds under a stated condition": "IF",
  "does not hold": "NOT",
  "not checked here yet": "-",
};
const WIDTH = 80;

/** The table within 80 columns: two lines or more a figure, since no row goes without its reason. */
export function figuresLines(result: FiguresResult): string[] {
  const counts = Object.entries(MARKS).map(([verdict, mark]) => {
    const count = result.rows.filter((row) => row.verdict === verdict).length;
    return `${count} ${verdict}${mark === verdict ? "" : ` (${mark})`}`;
  });
  return [
    ...wrapText(`${result.rows.length} documented figures: ${counts.join(", ")}`, WIDTH),
    ...(result.interrupted ? ["INTERRUPTED: the verdicts are provisional"] : []),
    "",
    line("figure", "promised", "simulated", "live", "verdict"),
    ...result.rows.flatMap(rowLines),
    "",
    "A value may miss a limit by 5 % before it counts as broken; parameters must be exact.",
  ].flatMap((text) => text.length > WIDTH ? wrapText(text, WIDTH) : [text]);
}

function rowLines({ id, promised, simulated, live, verdict, why }: FigureRow): string[] {
  return [
    line(id, promised, simulated ?? "-", live ?? "-", MARKS[verdict]),
    ...wrapText(why, WIDTH - 4).map((text) => `    ${text}`),
  ];
}

/** A cell that is too long for its column pushes the rest to the right as far as the line allows. */
function line(id: string, promised: string, simulated: string, live: string, mark: string): string {
  const head = `${id.padEnd(19)} ${promised.padEnd(18)} ${simulated.padEnd(16)} ${live.padEnd(15)}`;
  return `${head.length > WIDTH - 8 ? head.replace(/ {2,}/g, "  ").trimEnd() : head} ${mark}`.trimEnd();
}
