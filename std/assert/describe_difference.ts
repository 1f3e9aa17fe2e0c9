import { diff, type DiffLine } from "./diff.ts";
import { format } from "./format.ts";

const SIGNS = { common: "    ", actual: "-   ", expected: "+   " } as const;

/**
 * Writes how two values differ, line by line: `-` stands before what only the actual value has, `+` before what only
 * the expected one has. Strings are compared by their own lines, with whatever cannot be seen escaped.
 */
export function describeDifference(actual: unknown, expected: unknown): string {
  const lines = typeof actual === "string" && typeof expected === "string"
    ? diff(textLines(actual), textLines(expected))
    : diff(format(actual).split("\n"), format(expected).split("\n"));
  const title = `    ${paint("[Diff]", 90)} ${paint("Actual", 31)} / ${paint("Expected", 32)}`;
  return ["", "", title, "", "", ...lines.map(describeLine), ""].join("\n");
}

function describeLine({ kind, text }: DiffLine): string {
  const line = SIGNS[kind] + text;
  if (kind === "common") return line;
  return paint(line, kind === "actual" ? 31 : 32);
}

/** Splits behind each line break, so that a missing last one shows. */
function textLines(text: string): string[] {
  return text.split(/(?<=\n)/).map((line) =>
    line.replaceAll("\b", "\\b").replaceAll("\f", "\\f").replaceAll("\t", "\\t")
      .replaceAll("\v", "\\v")
      .replaceAll("\r", "\\r").replaceAll("\n", "\\n")
  );
}

/** Colours text by an SGR code, in bold; leaves it alone under NO_COLOR. */
function paint(text: string, code: number): string {
  return Deno.noColor ? text : `\x1b[1m\x1b[${code}m${text}\x1b[39m\x1b[22m`;
}
