import type { Command } from "commander";
import { parseFaults } from "../adapters/live/faults/fault_text.ts";
import { faultParts } from "./live_faults.ts";
import { type LoadCommandOptions, loadSettings } from "./live_load_options.ts";
import type { LiveRunOptions } from "./live_run.ts";
import { positiveDuration } from "./live_target_options.ts";
import { CALIBRATION_OPTION, calibrationOf } from "./calibrations.ts";
import { designOf, namedScenario } from "./named_parts.ts";
import { rateOf, wholeNumber } from "./option_values.ts";
import { recordingFor } from "./recordings.ts";

/** More would take hours, and prove no more. */
const MOST_REPEATS = 100;

/** Options that `live` and `verify` share, as they come from the command line. */
export interface LiveCommandOptions extends LoadCommandOptions {
  readonly scenario: string;
  readonly seed: string;
  readonly rate: string;
  readonly duration: string;
  readonly repeats?: string;
  readonly redisUrl?: string;
  readonly databaseUrl?: string;
  readonly fault?: string;
  readonly calibration?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Adds them to a command. @param design How its argument is written: in brackets when it may be left out. */
export function withLiveOptions(
  command: Command,
  design: "[design]" | "<design...>",
  usual = { rate: "200", duration: "20s" },
): Command {
  return command
    .argument(design, design === "[design]" ? "a design (see: list designs)" : "designs, or modules that export some")
    .option("--scenario <name>", "traffic to run (see: list scenarios)", "web-shop")
    .option("--seed <n>", "decides every request", "1")
    .option("--rate <rps>", "mean requests a second; a scenario may have its own for live runs", usual.rate)
    .option("--duration <time>", "how long, such as 20s", usual.duration)
    .option("--repeats <n>", "live runs, each under a seed of its own; five a side decide between two sets")
    .option("--redis-url <url>", "a Redis for designs with L2; otherwise REDIS_URL, otherwise one is started")
    .option("--database-url <url>", "an empty PostgreSQL database; otherwise DATABASE_URL, otherwise one is started")
    .option(...CALIBRATION_OPTION)
    .option("--out <dir>", "where report.html and result.json go; otherwise reports/live-DESIGN")
    .option("--json", "print one JSON document instead of the summary");
}

/** @throws Failure when an option or a name is wrong. */
export async function liveRunOptions(name: string, options: LiveCommandOptions): Promise<LiveRunOptions> {
  const config = await designOf(name);
  const { name: scenarioName, scenario } = await namedScenario(options.scenario);
  const durationMs = positiveDuration(options.duration);
  const rateRps = rateOf(options.rate, "--rate");
  const seed = wholeNumber(options.seed, "--seed", { least: 0, most: Number.MAX_SAFE_INTEGER });
  const recording = await recordingFor(scenario, undefined);
  return {
    name,
    config,
    scenarioName,
    scenario,
    settings: { rateRps, durationMs, recording },
    load: loadSettings(options, durationMs),
    faults: options.fault === undefined ? [] : parseFaults(options.fault, faultParts(config)),
    seed,
    ...(options.calibration !== undefined && { calibration: await calibrationOf(options.calibration) }),
    redisUrl: options.redisUrl ?? Deno.env.get("REDIS_URL"),
    databaseUrl: options.databaseUrl ?? Deno.env.get("DATABASE_URL"),
  };
}

/** How many live runs. @param usual Where it is not said. @throws Failure `bad-number` */
export function repeatsOf({ repeats }: LiveCommandOptions, usual: number): number {
  return repeats === undefined ? usual : wholeNumber(repeats, "--repeats", { least: 1, most: MOST_REPEATS });
}
