import type { Command } from "commander";
import { EXIT, Failure } from "../../base/errors.ts";
import { Random } from "../../base/random.ts";
import { idleFaults } from "../../runner/incidents.ts";
import { TUNING_SCHEMA, type TuningResult } from "../../runner/result_tuning_schema.ts";
import { scheduleOf, seedsOf } from "../../runner/schedules.ts";
import { limitsFrom } from "../../tuning/limits.ts";
import { type Found, searchSettings } from "../../tuning/search.ts";
import { sizeOf, type Space } from "../../tuning/space.ts";
import { configWith, parseVary, settingText } from "../../tuning/vary.ts";
import { CALIBRATION_OPTION, calibrationOf } from "../calibrations.ts";
import { commandLine, machineOf, versionsOf } from "../circumstances.ts";
import type { CommandContext } from "../command_context.ts";
import { writeWhole } from "../files.ts";
import { type NamedDesign, namedParts, namedScenario } from "../named_parts.ts";
import { positiveDuration, rateOf, wholeNumber } from "../option_values.ts";
import { pricesFrom } from "../price_file.ts";
import { recordingFor } from "../recordings.ts";
import { confirmationOf, triedSettings } from "../tuning_document.ts";
import { designModule } from "../tuning_module.ts";
import { tuningLines } from "../tuning_summary.ts";
import { TrialRunner } from "../tuning_trials.ts";

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
  refuseTooShort(scheduleOf(scenario, seed, { ...traffic, durationMs: schedule.durationMs / 4 }).count);
  const like = { design: design.reference, scenario: reference, settings: traffic, calibration };
  const full = { durationMs: schedule.durationMs, requests: schedule.count };
  const runner = new TrialRunner({ like, full, limits, prices, jobs }, context);
  const ours = seedsOf(seed, seeds);
  const found = await search(space, { settings, seeds: ours, design, runner });
  const [best] = found.finalists;
  const config = best && {
    ...configWith(design.config, space, best.setting),
    description: `${design.name} tuned for ${scenarioName}: ${settingText(space, best.setting)}`,
  };
  const fresh = seedsOf(seed + seeds, seeds);
  const confirming = config === undefined || found.interrupted ? [] : await runner.run(
    [config, design.config].flatMap((one) => fresh.map((its) => ({ config: one, seed: its, share: 1 }))),
    "confirming",
  );
  const whole = confirming.filter((run) => run !== undefined);
  const isConfirmed = whole.length === 2 * seeds;
  const command = repeatTune(design.name === name ? design.name : name, options);
  const result: TuningResult = {
    schema: TUNING_SCHEMA,
    date,
    design: design.name,
    scenario: scenarioName,
    seed,
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
    confirmation: isConfirmed
      ? confirmationOf({ best: whole.slice(0, seeds), today: whole.slice(seeds) }, { limits, seeds: fresh })
      : null,
    module: config === undefined ? null : designModule(config, command),
    warnings: [...schedule.warnings, ...idleFaults(schedule.incidents, design.name, design.config)],
    interrupted: !isConfirmed,
    digest: runner.digest,
    elapsedMs: performance.now() - startedMs,
    command,
    versions: versionsOf(),
    machine: machineOf(),
  };
  await deliverTuning(
    result,
    options.out ?? `reports/tune-${design.name}-${scenarioName}`,
    options.json === true,
    context,
  );
  if (result.interrupted) return EXIT.interrupted;
  return result.settings[0]?.misses.length === 0 ? EXIT.ok : EXIT.budgetBroken;
}

async function search(
  space: Space,
  by: { settings: number; seeds: readonly number[]; design: NamedDesign; runner: TrialRunner },
): Promise<Found> {
  const { settings, seeds, design, runner } = by;
  const steps = searchSettings(space, { settings, seeds: seeds.length, random: new Random(seeds[0]!).fork("tuning") });
  let step = steps.next();
  while (!step.done) {
    const trials = step.value.map(({ setting, seedIndex, share }) => ({
      config: configWith(design.config, space, setting),
      seed: seeds[seedIndex]!,
      share,
    }));
    step = steps.next(await runner.run(trials, `${trials.length} runs`));
  }
  return step.value;
}

async function deliverTuning(
  result: TuningResult,
  out: string,
  isJson: boolean,
  { terminal }: CommandContext,
): Promise<void> {
  const folder = out.replace(/\/+$/, "") || "/";
  // What was found is kept and told before the charts' library is loaded, which takes longer than a person waits after Ctrl-C.
  if (result.settings.length > 0) {
    await writeWhole(`${folder}/tuning.json`, `${JSON.stringify(result)}\n`);
    await writeWhole(`${folder}/tuned.ts`, result.module!);
  }
  if (isJson) terminal.print(JSON.stringify(result));
  else for (const line of tuningLines(result)) terminal.print(line);
  if (result.settings.length === 0) return;
  const say = isJson ? terminal.tell : terminal.print;
  say(`design: ${folder}/tuned.ts`);
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
