import type { Command } from "commander";
import { Failure } from "../base/errors.ts";
import { parseDuration } from "../base/units.ts";
import type { LoadLimits } from "../adapters/live/load/load_engine.ts";
import { type LoadModel, type TransportKind, USUAL_LIMITS } from "../adapters/live/load/run_load.ts";
import { wholeNumber } from "./option_values.ts";

/** Options of the load generator, as they come from the command line. */
export interface LoadCommandOptions {
  readonly closed?: string;
  readonly think?: string;
  readonly connections?: string;
  readonly waiting?: string;
  readonly timeout?: string;
  readonly workers?: string;
  readonly transport?: string;
}

/** How a load is sent. */
export interface LoadSettings {
  readonly model: LoadModel;
  readonly limits: LoadLimits;
  readonly workers: number;
  readonly transport: TransportKind | undefined;
}

export const USUAL_LOAD: LoadSettings = {
  model: { kind: "open" },
  limits: USUAL_LIMITS,
  workers: 1,
  transport: undefined,
};

const TRANSPORTS: readonly TransportKind[] = ["epoll", "streams"];

/** Adds them to a command. */
export function withLoadOptions(command: Command): Command {
  const { connections, waiting, timeoutMs } = USUAL_LIMITS;
  return command
    .option("--closed <users>", "closed loop instead: so many users, each waits for its reply")
    .option("--think <time>", "with --closed: pause of a user after each reply (default: 0ms)")
    .option("--connections <n>", "connections at once; a request that finds all busy waits", String(connections))
    .option("--waiting <n>", "requests that wait at once; one more is dropped and counted", String(waiting))
    .option("--timeout <time>", "longest time from the sending to the end of a reply", `${timeoutMs / 1000}s`)
    .option("--workers <n>", "threads that send", "1")
    .option("--transport <name>", `${TRANSPORTS.join(" or ")}; otherwise the fastest at hand`);
}

/** @throws Failure when an option is wrong. */
export function loadSettings(options: LoadCommandOptions, durationMs: number): LoadSettings {
  const { transport } = options;
  if (transport !== undefined && !TRANSPORTS.some((name) => name === transport)) {
    const message = `Cannot read --transport: it must be ${TRANSPORTS.join(" or ")}: received ${
      JSON.stringify(transport)
    }`;
    throw new Failure("bad-transport", message);
  }
  const amount = (text: string | undefined, name: string, [usual, most]: [number, number]) =>
    text === undefined ? usual : wholeNumber(text, name, { least: 1, most });
  return {
    model: modelOf(options, durationMs),
    limits: {
      connections: amount(options.connections, "--connections", [USUAL_LIMITS.connections, 60_000]),
      waiting: amount(options.waiting, "--waiting", [USUAL_LIMITS.waiting, 10_000_000]),
      timeoutMs: options.timeout === undefined ? USUAL_LIMITS.timeoutMs : positive(options.timeout, "--timeout"),
    },
    workers: amount(options.workers, "--workers", [1, 64]),
    transport: transport as TransportKind | undefined,
  };
}

function modelOf({ closed, think }: LoadCommandOptions, durationMs: number): LoadModel {
  if (closed === undefined) {
    if (think === undefined) return { kind: "open" };
    throw new Failure(
      "bad-option",
      `Cannot use --think: it must come with --closed: received ${JSON.stringify(think)}`,
    );
  }
  const users = wholeNumber(closed, "--closed", { least: 1, most: 60_000 });
  return { kind: "closed", users, thinkMs: think === undefined ? 0 : parseDuration(think, "--think"), durationMs };
}

function positive(text: string, name: string): number {
  const ms = parseDuration(text, name);
  if (ms > 0) return ms;
  throw new Failure("bad-duration", `Cannot read ${name}: it must be above 0: received ${JSON.stringify(text)}`);
}
