import type { Result } from "../runner/result_schema.ts";
import type { Prices } from "../report/cost/prices.ts";
import type { CommandContext } from "./command_context.ts";
import { writeWhole } from "./files.ts";
import { packedBase64 } from "./packed_base64.ts";
import { summaryLines } from "./summary.ts";

/** Writes a result and its report, and prints the summary, or the document itself. */
export async function deliver(
  result: Result,
  to: { folder: string; json: boolean; prices?: Prices },
  { terminal }: CommandContext,
): Promise<void> {
  if (result.interrupted) terminal.tell("stopped: writing the report of what was measured");
  // The charts' library takes longer to load than most commands take to run.
  const { renderReport } = await import("../report/report.ts");
  const folder = to.folder.replace(/\/+$/, "") || "/";
  await writeWhole(`${folder}/result.json`, `${JSON.stringify(result)}\n`);
  await writeWhole(
    `${folder}/report.html`,
    renderReport(result, { ...(to.prices && { prices: to.prices }), pack: packedBase64 }),
  );
  const say = to.json ? terminal.tell : terminal.print;
  if (to.json) terminal.print(JSON.stringify(result));
  else for (const line of summaryLines(result)) terminal.print(line);
  say(`report: ${folder}/report.html`);
}
