import type { Command } from "commander";
import { decode } from "../../base/decode.ts";
import { Failure } from "../../base/errors.ts";
import { RESULT_SCHEMA, resultSchema } from "../../runner/result_schema.ts";
import type { CommandContext } from "../command_context.ts";
import { readText, writeWhole } from "../files.ts";

/** `tierlab report RESULT.json`: the page of a result that was kept. */
export function addReport(program: Command, context: CommandContext): void {
  program.command("report")
    .description("write the page of a result document")
    .argument("<result>", "a result.json that compare or live wrote")
    .option("--out <dir>", "where report.html goes; otherwise beside the result")
    .action(context.action((path: string, options: { out?: string }) => report(path, options, context)));
}

async function report(path: string, options: { out?: string }, { terminal }: CommandContext): Promise<number> {
  const result = decode(resultSchema, documentOf(await readText(path, "the result"), path), `the result ${path}`);
  const { renderReport } = await import("../../report/report.ts");
  const folder = options.out ?? (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".");
  await writeWhole(`${folder}/report.html`, renderReport(result));
  terminal.print(`report: ${folder}/report.html`);
  return 0;
}

function documentOf(text: string, path: string): unknown {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const received = error instanceof Error ? error.message : String(error);
    throw new Failure("bad-json", `Cannot read the result ${path}: it must be a JSON document: received ${received}`);
  }
  const schema = typeof document === "object" && document !== null && "schema" in document
    ? document.schema
    : undefined;
  if (schema !== RESULT_SCHEMA) {
    const expected = `its schema must be ${RESULT_SCHEMA}, the one of this version`;
    throw new Failure(
      "other-schema",
      `Cannot read the result ${path}: ${expected}: received ${JSON.stringify(schema) ?? "none"}`,
    );
  }
  return document;
}
