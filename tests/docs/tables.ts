import { type Calibration, documented, embedded } from "../../src/adapters/sim/calibration.ts";
import { ROOT } from "./pages.ts";

/** Pages that hold generated tables: `deno run -A tests/docs/tables.ts` writes them, a test compares. */
export const TABLED = ["docs/models-and-sources.md", "docs/library.md"];

const MARK = /^<!-- (models|options) (\S+)(?: (\S+))? -->\n[\s\S]*?^<!-- end -->$/gm;

/** A page with its tables as the code is now. */
export function withTables(markdown: string): string {
  return markdown.replaceAll(MARK, (_, kind: string, name: string, file?: string) => {
    const mark = `<!-- ${[kind, name, file].filter(Boolean).join(" ")} -->`;
    const table = kind === "models" ? modelsTable(name) : optionsTable(name, file!);
    return `${mark}\n\n${table}\n\n<!-- end -->`;
  });
}

/** Table cells are aligned by the formatter: blanks and dashes do not count. */
export function unaligned(markdown: string): string {
  return markdown.replace(/ +/g, " ").replace(/-{3,}/g, "---");
}

/** Sets of numbers by the name that the page gives them. */
const CALIBRATIONS: Readonly<Record<string, Calibration | Calibration["clients"]>> = {
  documented,
  embedded,
  clients: documented.clients,
};

function modelsTable(name: string): string {
  const set = CALIBRATIONS[name]!;
  const shown = Object.entries(set).flatMap(([key, model]) => {
    if (typeof model !== "object" || !("source" in model)) return [];
    // What both sets share stands in the first only.
    if (set === embedded && documented[key as "query"] === model) return [];
    return [`| \`${key}\` | ${valueText(model.value)} | ${model.kind} | ${cell(model.source)} |`];
  });
  return ["| number | value | kind | source |", "| --- | --- | --- | --- |", ...shown].join("\n");
}

function valueText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if ("text" in value) return String(value.text);
  return Object.entries(value).map(([name, part]) =>
    `${name} ${typeof part === "object" ? `(${valueText(part)})` : part}`
  ).join(", ");
}

/** The members of an interface, with what their comments say. */
function optionsTable(name: string, file: string): string {
  const source = Deno.readTextFileSync(ROOT + file);
  const body = new RegExp(`interface ${name}\\b[^{]*\\{([\\s\\S]*?)^\\}`, "m").exec(source)?.[1];
  if (body === undefined) throw new RangeError(`Cannot make a table: ${file} must have an interface: received ${name}`);
  const rows = [...body.matchAll(/(?:\/\*\*([\s\S]*?)\*\/\s*)?readonly (\w+)(\??): ([^;]+);/g)].map((match) => {
    const [, comment = "", option, optional, type] = match;
    const text = comment.replace(/^\s*\* ?/gm, "").replace(/\s+/g, " ").trim();
    const [meaning = "", byDefault = optional === "?" ? "" : "required"] = text.split("@default").map((one) =>
      one.trim()
    );
    return `| \`${option}\` | ${cell(`\`${type!.replace(/\s+/g, " ")}\``)} | ${cell(meaning)} | ${cell(byDefault)} |`;
  });
  return ["| option | type | meaning | default |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("_", "\\_").replace(/`[^`]*`/g, (code) => code.replaceAll("\\_", "_"));
}

if (import.meta.main) {
  for (const path of TABLED) {
    await Deno.writeTextFile(ROOT + path, withTables(await Deno.readTextFile(ROOT + path)));
  }
}
