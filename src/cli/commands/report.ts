import type { Command } from "commander";
import { lookup } from "../../base/registry.ts";
import type { CommandContext } from "../command_context.ts";
import { writeWhole } from "../files.ts";
import { packedBase64 } from "../packed_base64.ts";
import { pricesFrom } from "../price_file.ts";
import { readKept } from "../result_file.ts";
import { type KeptDocument, REPORT_FORMATS } from "../report_formats.ts";

interface ReportOptions {
  readonly out?: string;
  readonly format: string;
  readonly prices?: string;
}

/** `tierlab report RESULT.json`: what a kept result looks like, for people and for machines. */
export function addReport(program: Command, context: CommandContext): void {
  program.command("report")
    .description("write the page of a result document, or its Markdown, JUnit and CSV")
    .argument("<result>", "a result.json of compare or live, a replay.json, a figures.json or a tuning.json")
    .option("--format <names>", `${Object.keys(REPORT_FORMATS).join(", ")}, separated by commas`, "html")
    .option("--prices <file>", "prices for the costs instead of the built-in ones (JSON)")
    .option("--out <dir>", "where the files go; otherwise beside the result")
    .addHelpText("after", "\nExample:\n  tierlab report reports/compare-web-shop/result.json --format md,junit,csv\n")
    .action(context.action((path: string, options: ReportOptions) => report(path, options, context)));
}

async function report(path: string, options: ReportOptions, { terminal }: CommandContext): Promise<number> {
  const formats = [...new Set(options.format.split(","))].map((name) => lookup("format", REPORT_FORMATS, name.trim()));
  const prices = await pricesFrom(options.prices);
  const kept: KeptDocument = await readKept(path);
  const folder = options.out ?? (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".");
  for (const format of formats) {
    const { file, text } = await format(kept, { prices, pack: packedBase64 });
    await writeWhole(`${folder}/${file}`, text);
    terminal.print(`report: ${folder}/${file}`);
  }
  return 0;
}
