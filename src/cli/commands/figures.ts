import type { Command } from "commander";
import { EXIT } from "../../base/errors.ts";
import { FIGURES } from "../../figures/figures.ts";
import { judgeFigures } from "../../figures/judge.ts";
import { FIGURES_SCHEMA, type FiguresResult } from "../../runner/result_figures_schema.ts";
import { commandLine, machineOf, versionsOf } from "../circumstances.ts";
import type { CommandContext } from "../command_context.ts";
import { gatherEvidence } from "../figure_evidence.ts";
import { figuresLines } from "../figures_summary.ts";
import { packedBase64 } from "../packed_base64.ts";
import { writeWhole } from "../files.ts";
import { positiveDuration, wholeNumber } from "../option_values.ts";

interface FiguresOptions {
  readonly jobs: string;
  readonly repeats: string;
  readonly duration?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `tierlab figures`: every number that the architecture documents promise, and what became of it. */
export function addFigures(program: Command, context: CommandContext): void {
  program.command("figures")
    .description("every documented figure: promised, simulated, measured live, verdict and why")
    .option("--repeats <n>", "seeds of each simulated run", "3")
    .option("--duration <time>", "no simulated run is longer, for a quick look")
    .option("--jobs <n>", "simulations at once", String(Math.max(1, navigator.hardwareConcurrency)))
    .option("--out <dir>", "where figures.html and figures.json go", "reports/figures")
    .option("--json", "print one JSON document instead of the table")
    .action(context.action((options: FiguresOptions) => figures(options, context)));
}

async function figures(options: FiguresOptions, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const [startedMs, date] = [performance.now(), new Date().toISOString()];
  const jobs = wholeNumber(options.jobs, "--jobs", { least: 1, most: 64 });
  const repeats = wholeNumber(options.repeats, "--repeats", { least: 1, most: 100 });
  const mostMs = options.duration === undefined ? undefined : positiveDuration(options.duration, "--duration");
  const { evidence, runs, interrupted } = await gatherEvidence(context, { jobs, repeats, mostMs });
  const result: FiguresResult = {
    schema: FIGURES_SCHEMA,
    date,
    rows: judgeFigures(FIGURES, evidence),
    runs,
    interrupted,
    elapsedMs: performance.now() - startedMs,
    command: repeatFigures(options),
    versions: versionsOf(),
    machine: machineOf(),
  };
  if (options.json) terminal.print(JSON.stringify(result));
  else for (const line of figuresLines(result)) terminal.print(line);
  if (interrupted) return EXIT.interrupted;
  const folder = options.out.replace(/\/+$/, "") || "/";
  await writeWhole(`${folder}/figures.json`, `${JSON.stringify(result)}\n`);
  // The charts' library, which pages share, takes longer to load than most commands take to run.
  const { renderFigures } = await import("../../report/figures/figures_report.ts");
  await writeWhole(`${folder}/figures.html`, renderFigures(result, packedBase64));
  (options.json ? terminal.tell : terminal.print)(`report: ${folder}/figures.html`);
  return EXIT.ok;
}

function repeatFigures({ repeats, duration }: FiguresOptions): string {
  return commandLine(["figures", "--repeats", repeats, ...(duration === undefined ? [] : ["--duration", duration])]);
}
