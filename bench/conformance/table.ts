import type { Cell } from "./run_cases.ts";

const WIDTH = 80;

interface Described {
  readonly name: string;
  readonly version: string | undefined;
  readonly configuration: string;
}

interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/** The scoreboard for a terminal of 80 columns: the marks first, the facts below them. */
export function table(libraries: readonly Described[], rows: readonly Row[], patienceMs: number): string {
  const nameWidth = 37;
  const columns = libraries.map(({ name }) => name.length + 1);
  const mark = ({ outcome }: Cell) => outcome === "not offered" ? "-" : outcome === "fail" ? "FAIL" : "pass";
  const line = (name: string, cells: readonly string[]) =>
    (name.padEnd(nameWidth) + cells.map((cell, at) => cell.padEnd(columns[at]!)).join("")).trimEnd();
  const passed = libraries.map((_, at) => {
    const offered = rows.filter(({ cells }) => cells[at]!.outcome !== "not offered");
    return `${offered.filter(({ cells }) => cells[at]!.outcome === "pass").length}/${offered.length}`;
  });
  const facts = rows.flatMap(({ name, cells }) => [
    `${name}:`,
    ...cells.filter(({ outcome }) => outcome !== "not offered").flatMap((cell) =>
      wrapped(`${cell.library}: ${cell.outcome}, ${cell.fact}`, 2)
    ),
  ]);
  return [
    ...libraries.flatMap(({ name, version, configuration }) => wrapped(`${name} ${version}: ${configuration}`, 0)),
    "",
    line("case (- not offered)", libraries.map(({ name }) => name)),
    ...rows.map(({ name, cells }) => line(name, cells.map(mark))),
    line("passed / offered", passed),
    "",
    `What was measured (a caller waits ${patienceMs / 1000} s at most)`,
    ...facts,
  ].join("\n");
}

function wrapped(text: string, indent: number): string[] {
  const lines: string[] = [];
  let current = " ".repeat(indent);
  for (const word of text.split(" ")) {
    if (current.trim() !== "" && current.length + word.length + 1 > WIDTH) {
      lines.push(current);
      current = " ".repeat(indent + 2);
    }
    current += current.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, current];
}
