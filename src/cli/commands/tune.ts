import type { Command } from "commander";
import { EXIT, Failure } from "../../base/errors.ts";
import type { DesignConfig } from "../../designs/design_config.ts";
import { idleFaults } from "../../runner/incidents.ts";
import { TUNING_SCHEMA, type TuningResult } from "../../runner/result_tuning_schema.ts";
import { refuseWithoutShards } from "../../runner/database_run.ts";
import { scheduleOf, seedsOf } from "../../runner/schedules.ts";
import { limitsFrom } from "../../tuning/limits.ts";
import { sizeOf } from "../../tuning/space.ts";
import { configWith, parseVary, settingText } from "../../tuning/vary.ts";
import { CALIBRATION_OPTION, calibrationOf } from "../calibrations.ts";
import { commandLine, machineOf, versionsOf } from "../circumstances.ts";
import type { CommandContext } from "../command_context.ts";
import { writeWhole } from "../files.ts";
import { type NamedDesign, namedParts, namedScenario } from "../named_parts.ts";
import { positiveDuration, rateOf, wholeNumber } from "../option_values.ts";
import { packedBase64 } from "../packed_base64.ts";
import { pricesFrom } from "../price_file.ts";
import { recordingFor } from "../recordings.ts";
import { confirmationOf, triedSettings } from "../tuning_document.ts";
import { designModule } from "../tuning_module.ts";
import { tuningLines } from "../tuning_summary.ts";
import { tuneSettings } from "../tuning_search.ts";
import { type TrialOptions, TrialRunner } from "../tuning_trials.ts";

interface TuneOptions {
  readonly scenario: string;
  readonly vary: string;
  readonly budget?: string;
  readonly seed: string;
  readonly seeds: string;
  readonly settings: string;
  readonly rate?: string;
  readonly duration?: string;
  readonly calibration?: string;
  readonly prices?: string;
  readonly jobs: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `tierlab tune DESIGN --vary …`: the cheapest setting that keeps the budgets. */
export function addTune(program: Command, context: CommandContext): void {
  program.command("tune")
    .description("find the cheapest setting of a design that keeps the budgets")
    .argument("<design>", "the design to set, or a module of your own")
    .requiredOption("--vary <axes>", "what to vary: path=from..to[/count], path=a|b|c, path=* (every policy or choice)")
    .option("--scenario <name>", "traffic to run, or a module of your own (see: list scenarios)", "web-shop")
    .option("--budget <limits>", "other limits of budgets, such as api-response<=100ms (see: list budgets)")
    .option("--seed <n>", "first seed; it decides everything", "1")
    .option("--seeds <n>", "seeds of the last stage, and as many fresh ones to confirm; six carry an interval", "6")
    .option("--settings <n>", "settings to begin with", "36")
    .option("--rate <rps>", "mean requests a second instead of the scenario's")
    .option("--duration <time>", "full length instead of the scenario's, such as 90s or 10min")
    .option("--prices <file>", "prices instead of the built-in ones (JSON)")
    .option(...CALIBRATION_OPTION)
    .option("--jobs <n>", "workers at once", String(Math.max(1, navigator.hardwareConcurrency)))
    .option("--out <dir>", "where tuning.html, tuning.json and tuned.ts go; otherwise reports/tune-DESIGN-SCENARIO")
    .option("--json", "print the document instead of the summary")
    .addHelpText(
      "after",
      "\nExample:\n  tierlab tune a-staging --vary 'l1.entries=100..100000,l1.policy=*,l2.ttl=60s..1h'\n",
    )
    .action(context.action((name: string, options: TuneOptions) => tune(name, options, context)));
}

async function tune(name: string, options: TuneOptions, context: CommandContext): Promise<number> {
  const [startedMs, date] = [performance.now(), new Date().toISOString()];
  const plan = await planOf(name, options);
  const { design, space, limits, prices, seeds, schedule, scenarioName } = plan;
  const runner = new TrialRunner(plan.trials, context);
  const ours = seedsOf(plan.seed, seeds);
  const found = await tuneSettings(space, { settings: plan.settings, seeds: ours, config: design.config, runner });
  const [best] = found.finalists;
  const config = best && {
    ...configWith(design.config, space, best.setting),
    description: `${design.name} tuned for ${scenarioName}: ${settingText(space, best.setting)}`,
  };
  const confirmation = config === undefined || found.interrupted
    ? null
    : await confirmed(config, { runner, plan, fresh: seedsOf(plan.seed + seeds, seeds) });
  const command = repeatTune(name, options);
  const result: TuningResult = {
    schema: TUNING_SCHEMA,
    date,
    design: design.name,
    scenario: scenarioName,
    seed: plan.seed,
    requests: schedule.count,
    durationMs: schedule.durationMs,
    axes: space.map((axis) => ({
      path: axis.path,
      values: axis.values.map((_, index) => settingText([axis], [index]).replace(/^[^=]*=/, "")),
    })),
    limits,
    prices: { date: prices.date, currency: prices.currency, source: prices.source },
    search: { possible: sizeOf(space), tried: found.tried, runs: found.trials, stages: [...found.stages] },
    stage: found.stage,
    settings: triedSettings(found.finalists, { space, limits, seeds: ours }),
    confirmation,
    module: config === undefined ? null : designModule(config, command),
    warnings: [
      ...found.inert.map((path) => `${path} changed nothing wherever it was varied alone: its value is arbitrary`),
      ...schedule.warnings,
      ...idleFaults(schedule.incidents, design.name, design.config),
    ],
    interrupted: confirmation === null,
    digest: runner.digest,
    elapsedMs: performance.now() - startedMs,
    command,
    versions: versionsOf(),
    machine: machineOf(),
  };
  const folder = options.out ?? `reports/tune-${design.name}-${scenarioName}`;
  await deliverTuning(result, { folder: folder.replace(/\/+$/, "") || "/", isJson: options.json === true }, context);
  if (result.interrupted) return EXIT.interrupted;
  return result.settings[0]?.misses.length === 0 ? EXIT.ok : EXIT.budgetBroken;
}

type Plan = Awaited<ReturnType<typeof planOf>>;

/** Everything that the options say, checked before the first run. */
async function planOf(name: string, options: TuneOptions) {
  const design = await oneDesign(name);
  const space = parseVary(options.vary, design);
  const limits = limitsFrom(options.budget);
  const seed = wholeNumber(options.seed, "--seed", { least: 0, most: Number.MAX_SAFE_INTEGER - 1000 });
  const seeds = wholeNumber(options.seeds, "--seeds", { least: 1, most: 100 });
  const settings = wholeNumber(options.settings, "--settings", { least: 1, most: 10_000 });
  const jobs = wholeNumber(options.jobs, "--jobs", { least: 1, most: 64 });
  const { name: scenarioName, reference, scenario } = await namedScenario(options.scenario);
  const prices = await pricesFrom(options.prices);
  const calibration = options.calibration ?? "documented";
  await calibrationOf(calibration);
  const traffic = {
    rateRps: options.rate === undefined ? undefined : rateOf(options.rate, "--rate"),
    durationMs: options.duration === undefined ? undefined : positiveDuration(options.duration, "--duration"),
    recording: await recordingFor(scenario, undefined),
  };
  const schedule = scheduleOf(scenario, seed, traffic);
  refuseWithoutShards(schedule, [design]);
  refuseTooShort(scheduleOf(scenario, seed, { ...traffic, durationMs: schedule.durationMs / 4 }).count);
  const trials: TrialOptions = {
    like: { design: design.reference, scenario: reference, settings: traffic, calibration },
    full: { durationMs: schedule.durationMs, requests: schedule.count },
    limits,
    prices,
    jobs,
  };
  return { design, space, limits, prices, seed, seeds, settings, scenarioName, schedule, trials };
}

/** Null when it was stopped. */
async function confirmed(
  config: DesignConfig,
  { runner, plan, fresh }: { runner: TrialRunner; plan: Plan; fresh: readonly number[] },
): Promise<TuningResult["confirmation"]> {
  const both = [config, plan.design.config];
  const trials = both.flatMap((one) => fresh.map((seed) => ({ config: one, seed, share: 1 })));
  const runs = (await runner.run(trials, "confirming")).filter((run) => run !== undefined);
  if (runs.length < trials.length) return null;
  const [best, today] = [runs.slice(0, fresh.length), runs.slice(fresh.length)];
  return confirmationOf({ best, today }, { limits: plan.limits, seeds: fresh });
}

async function deliverTuning(
  result: TuningResult,
  { folder, isJson }: { folder: string; isJson: boolean },
  { terminal }: CommandContext,
): Promise<void> {
  // What was found is kept and told before the charts' library is loaded, which takes longer than a person waits after Ctrl-C.
  if (result.module !== null) {
    await writeWhole(`${folder}/tuning.json`, `${JSON.stringify(result)}\n`);
    await writeWhole(`${folder}/tuned.ts`, result.module);
  }
  if (isJson) terminal.print(JSON.stringify(result));
  else for (const line of tuningLines(result)) terminal.print(line);
  if (result.module === null) return;
  const { renderTuning } = await import("../../report/tuning/tuning_report.ts");
  await writeWhole(`${folder}/tuning.html`, renderTuning(result, packedBase64));
  const say = isJson ? terminal.tell : terminal.print;
  say(`design: ${folder}/tuned.ts`);
  say(`report: ${folder}/tuning.html`);
}

async function oneDesign(name: string): Promise<NamedDesign> {
  const { designs, scenario } = await namedParts([name]);
  if (scenario === undefined && designs.length === 1) return designs[0]!;
  const received = scenario === undefined ? `${designs.length} designs` : `the scenario ${scenario.name}`;
  throw new Failure("not-one-design", `Cannot tune ${name}: it must be one design: received ${received}`);
}

/** A quarter of the length must still say something. */
function refuseTooShort(count: number): void {
  if (count > 0) return;
  const expected = "a quarter of the run must have at least one request";
  throw new Failure("no-requests", `Cannot tune on this scenario: ${expected}: received none`);
}

/** Everything that decides the result, spelled out. */
function repeatTune(design: string, options: TuneOptions): string {
  const { scenario, vary, budget, seed, seeds, settings, rate, duration, calibration, prices } = options;
  const given = Object.entries({ scenario, vary, budget, seed, seeds, settings, rate, duration, calibration, prices })
    .flatMap(([name, value]) => value === undefined ? [] : [`--${name}`, value]);
  return commandLine(["tune", design, ...given]);
}
