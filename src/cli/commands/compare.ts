import type { Command } from "commander";
import { EXIT, Failure } from "../../base/errors.ts";
import { comparisonOf } from "../../runner/compare.ts";
import { refuseWithoutShards } from "../../runner/database_run.ts";
import { scheduleOf, seedsOf } from "../../runner/schedules.ts";
import type { Result } from "../../runner/result_schema.ts";
import { CALIBRATION_OPTION, calibrationOf } from "../calibrations.ts";
import { computeCells } from "../cell_pool.ts";
import { commandLine } from "../circumstances.ts";
import type { CommandContext } from "../command_context.ts";
import { namedParts, namedScenario } from "../named_parts.ts";
import { positiveDuration, rateOf, wholeNumber } from "../option_values.ts";
import { progressOf } from "../progress.ts";
import { recordingFor } from "../recordings.ts";
import { resultDocument } from "../result_document.ts";
import { deliver } from "../deliver.ts";
import { pricesFrom } from "../price_file.ts";
import { variantCells, withWhatIf } from "../variant_cells.ts";

interface CompareOptions {
  readonly scenario?: string;
  readonly seed: string;
  readonly repeats: string;
  readonly rate?: string;
  readonly duration?: string;
  readonly trace?: string;
  readonly format?: string;
  readonly calibration?: string;
  readonly jobs: string;
  readonly out?: string;
  readonly whatIf?: boolean;
  readonly prices?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** `tierlab compare [DESIGN…]`: simulates designs side by side and writes a report. */
export function addCompare(program: Command, context: CommandContext): void {
  program.command("compare", { isDefault: true })
    .description("simulate designs side by side on the very same requests, write a report")
    .argument(
      "[design...]",
      "designs to compare, or modules of your own; without any all that are measured at their front door (see: list)",
    )
    .option("--scenario <name>", 'traffic to run, or a module of your own (see: list scenarios) (default: "web-shop")')
    .option("--seed <n>", "first seed; each repeat takes the next one", "1")
    .option("--repeats <n>", "runs of each design, each with its own seed", "3")
    .option("--rate <rps>", "mean requests a second instead of the scenario's")
    .option("--duration <time>", "length instead of the scenario's, such as 90s or 10min")
    .option("--trace <file>", "own trace or access log instead of web-shop's (plain, .gz, .zst)")
    .option("--format <name>", "format of --trace; otherwise its content tells")
    .option("--what-if", "also run each design without each of its parts: what does each of them save?")
    .option("--prices <file>", "prices for the report's costs instead of the built-in ones (JSON)")
    .option(...CALIBRATION_OPTION)
    .option("--jobs <n>", "workers at once", String(Math.max(1, navigator.hardwareConcurrency)))
    .option("--out <dir>", "where report.html and result.json go; otherwise reports/compare-SCENARIO")
    .option("--json", "print the result document instead of the summary")
    .option("--strict", `exit with ${EXIT.budgetBroken} when a design breaks a budget`)
    .addHelpText(
      "after",
      "\nExamples:\n  tierlab compare a-staging a-production --scenario deploy\n" +
        "  tierlab compare --trace /var/log/nginx/access.log.1.gz --rate 50\n" +
        "  tierlab compare a-staging ./my-design.ts ./my-scenario.ts   (docs/extending.md)\n",
    )
    .action(context.action((names: string[], options: CompareOptions) => compare(names, options, context)));
}

async function compare(names: readonly string[], options: CompareOptions, context: CommandContext): Promise<number> {
  const startedMs = performance.now();
  const own = await namedParts(names);
  const chosen = own.designs;
  if (own.scenario !== undefined && options.scenario !== undefined) {
    throw new Failure(
      "several-scenarios",
      `Cannot run several scenarios: there must be one: received ${own.scenario.name} and --scenario ${options.scenario}`,
    );
  }
  const { name: scenarioName, reference, scenario } = own.scenario ??
    await namedScenario(options.scenario ?? "web-shop");
  const seed = wholeNumber(options.seed, "--seed", { least: 0, most: Number.MAX_SAFE_INTEGER - 1000 });
  const repeats = wholeNumber(options.repeats, "--repeats", { least: 1, most: 1000 });
  const jobs = wholeNumber(options.jobs, "--jobs", { least: 1, most: 64 });
  if (options.trace !== undefined && scenario.trace === undefined) {
    throw new Failure(
      "bad-option",
      `Cannot use --trace: the scenario must replay a trace, as web-shop: received ${scenarioName}`,
    );
  }
  const prices = await pricesFrom(options.prices);
  const settings = {
    rateRps: options.rate === undefined ? undefined : rateOf(options.rate, "--rate"),
    durationMs: options.duration === undefined ? undefined : positiveDuration(options.duration, "--duration"),
    recording: await recordingFor(
      scenario,
      options.trace === undefined ? undefined : { path: options.trace, format: options.format },
    ),
  };
  const schedule = scheduleOf(scenario, seed, settings);
  if (schedule.count === 0) {
    throw new Failure(
      "no-requests",
      "Cannot run the scenario: it must have at least one request: received none in its duration",
    );
  }
  refuseWithoutShards(schedule, chosen);
  const seeds = seedsOf(seed, repeats);
  const calibration = await calibrationOf(options.calibration ?? "documented");
  const like = { scenario: reference, settings, calibration: options.calibration ?? "documented" };
  const cells = chosen.flatMap((design) => seeds.map((one) => ({ ...like, design: design.reference, seed: one })));
  const variants = options.whatIf ? variantCells(chosen, seeds, like) : [];
  const all = [...cells, ...variants];
  const progress = progressOf(context.terminal, { title: "simulating", total: schedule.count * all.length });
  const records = await computeCells(all, {
    jobs,
    signal: context.signal,
    onProgress: (sent) => progress.update(sent),
  })
    .finally(() => progress.stop());
  const finished = new Map(chosen.map((design) => [
    design.name,
    cells.flatMap((cell, index) => {
      const record = records[index];
      return cell.design === design.reference && record !== undefined ? [{ seed: cell.seed, record }] : [];
    }),
  ]));
  const measured = chosen.filter(({ name }) => finished.get(name)!.length > 0);
  if (measured.length === 0) {
    context.terminal.tell("interrupted before any run was finished: nothing to report");
    return EXIT.interrupted;
  }
  const compared = comparisonOf({
    scenarioName,
    scenario,
    schedule,
    designs: measured,
    seed,
    records: finished,
    calibration,
  });
  const part = options.whatIf ? withWhatIf(compared, variants, records.slice(cells.length)) : compared;
  const interrupted = records.some((record) => record === undefined);
  const result = resultDocument(part, {
    world: "simulated",
    interrupted,
    elapsedMs: performance.now() - startedMs,
    command: repeatCommand(names.length > 0 ? [...new Set(names)] : chosen.map(({ name }) => name), {
      ...options,
      ...(own.scenario === undefined && { scenario: scenarioName }),
    }),
  });
  await deliver(
    result,
    { folder: options.out ?? `reports/compare-${scenarioName}`, json: options.json === true, prices },
    context,
  );
  if (interrupted) return EXIT.interrupted;
  return options.strict && hasBrokenBudget(result) ? EXIT.budgetBroken : EXIT.ok;
}

function hasBrokenBudget(result: Result): boolean {
  return result.designs.some((design) => design.budgets.some((budget) => budget.pass === false));
}

/** Everything that decides the result, spelled out. */
function repeatCommand(names: readonly string[], options: CompareOptions): string {
  const { scenario, seed, repeats, rate, duration, trace, format, calibration } = options;
  const given = Object.entries({ scenario, seed, repeats, rate, duration, trace, format, calibration })
    .flatMap(([name, value]) => value === undefined ? [] : [`--${name}`, value]);
  return commandLine(["compare", ...names, ...given, ...(options.whatIf ? ["--what-if"] : [])]);
}
