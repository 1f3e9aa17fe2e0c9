import { Failure } from "../base/errors.ts";
import { lookup } from "../base/registry.ts";
import { parseDuration } from "../base/units.ts";
import type { Scenario } from "../workload/scenario.ts";
import * as scenarios from "../../scenarios/registered.ts";
import { type LoadCommandOptions, loadSettings } from "./live_load_options.ts";
import type { TargetRunOptions, TargetTraffic } from "./live_target.ts";
import { rateOf, wholeNumber } from "./option_values.ts";
import { recordingFor } from "./recordings.ts";

/** Options of `live --target`, as they come from the command line. */
export interface TargetCommandOptions extends LoadCommandOptions {
  readonly target: string;
  readonly allowRemote?: boolean;
  readonly allowWrites?: boolean;
  readonly trace?: string;
  readonly speed?: string;
  readonly scenario: string;
  readonly seed: string;
  readonly rate: string;
  readonly duration: string;
}

/**
 * @param isGiven Whether the caller gave an option, by its name, or it has its default.
 * @throws Failure when an option or a name is wrong.
 */
export async function targetRunOptions(
  options: TargetCommandOptions,
  isGiven: (option: string) => boolean,
): Promise<TargetRunOptions> {
  const seed = wholeNumber(options.seed, "--seed", { least: 0, most: Number.MAX_SAFE_INTEGER });
  const durationMs = positiveDuration(options.duration);
  const isLog = options.trace !== undefined;
  const traffic = isLog
    ? logTraffic(options, isGiven("duration") ? durationMs : undefined, isGiven)
    : await scenarioTraffic(options, durationMs);
  return {
    url: options.target,
    isRemoteAllowed: options.allowRemote === true,
    allowsWrites: options.allowWrites === true,
    traffic,
    seed,
    // A log has an end of its own.
    load: loadSettings(options, isLog && !isGiven("duration") ? Infinity : durationMs),
  };
}

/** @throws Failure `bad-duration` */
export function positiveDuration(text: string): number {
  const ms = parseDuration(text, "--duration");
  if (ms > 0) return ms;
  throw new Failure("bad-duration", `Cannot read --duration: it must be above 0: received ${JSON.stringify(text)}`);
}

function logTraffic(
  options: TargetCommandOptions,
  durationMs: number | undefined,
  isGiven: (option: string) => boolean,
): TargetTraffic {
  for (const option of ["rate", "scenario"]) {
    if (!isGiven(option)) continue;
    const message =
      `Cannot use --${option}: a log that is given with --trace must bring its own (see --speed): received both`;
    throw new Failure("bad-option", message);
  }
  return { kind: "log", path: options.trace!, speed: speedOf(options.speed ?? "1x"), durationMs };
}

async function scenarioTraffic(options: TargetCommandOptions, durationMs: number): Promise<TargetTraffic> {
  if (options.speed !== undefined) {
    const message = `Cannot use --speed: it must come with --trace: received ${JSON.stringify(options.speed)}`;
    throw new Failure("bad-option", message);
  }
  const scenario = lookup<Scenario>("scenario", scenarios, options.scenario);
  const rateRps = rateOf(options.rate, "--rate");
  const recording = await recordingFor(scenario, undefined);
  return { kind: "scenario", name: options.scenario, scenario, settings: { rateRps, durationMs, recording } };
}

/** `10x`, `0.5x`, `2`. */
function speedOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)x?$/.exec(text.trim());
  const speed = match === null ? 0 : Number(match[1]);
  if (speed > 0 && speed <= 1e6) return speed;
  const expected = "a factor above 0 and at most 1000000, such as 10x or 0.5x";
  throw new Failure("bad-speed", `Cannot read --speed: it must be ${expected}: received ${JSON.stringify(text)}`);
}
