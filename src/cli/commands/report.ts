import type { Command } from "commander";
import { decode } from "../../base/decode.ts";
import { Failure } from "../../base/errors.ts";
import { REPLAY_SCHEMA, replaySchema } from "../../runner/result_replay_schema.ts";
import { RESULT_SCHEMA, resultSchema } from "../../runner/result_schema.ts";
import type { CommandContext } from "../command_context.ts";
import { readText, writeWhole } from "../files.ts";

/** `tierlab report RESULT.json`: the page of a result that was kept. */
export function addReport(program: Command, context: CommandContext): void {
  program.command("report")
    .description("write the page of a result document")
    .argument("<result>", "a result.json of compare or live, or a replay.json")
    .option("--out <dir>", "where report.html goes; otherwise beside the result")
    .action(context.action((path: string, options: { out?: string }) => report(path, options, context)));
}

async function report(path: string, options: { out?: string }, { terminal }: CommandContext): Promise<number> {
  const document = documentOf(await readText(path, "the result"), path);
  const folder = options.out ?? (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".");
  const page = await pageOf(document, `the result ${path}`);
  await writeWhole(`${folder}/${page.file}`, page.html);
  terminal.print(`report: ${folder}/${page.file}`);
  return 0;
}

/** The page that fits a document's schema, which is one of the two. */
async function pageOf(document: { schema: string }, what: string): Promise<{ file: string; html: string }> {
  if (document.schema === REPLAY_SCHEMA) {
    const result = decode(replaySchema, document, what);
    const { renderReplay } = await import("../../report/replay/replay_report.ts");
    return { file: "replay.html", html: renderReplay(result) };
  }
  const result = decode(resultSchema, document, what);
  const { renderReport } = await import("../../report/report.ts");
  return { file: "report.html", html: renderReport(result) };
}

function documentOf(text: string, path: string): { schema: string } {
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
  if (schema === RESULT_SCHEMA || schema === REPLAY_SCHEMA) return { ...(document as object), schema };
  const expected = `its schema must be ${RESULT_SCHEMA} or ${REPLAY_SCHEMA}, those of this version`;
  throw new Failure(
    "other-schema",
    `Cannot read the result ${path}: ${expected}: received ${JSON.stringify(schema) ?? "none"}`,
  );
}
