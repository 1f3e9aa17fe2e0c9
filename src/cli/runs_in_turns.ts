import { outcomesOf } from "../adapters/live/servers/outcomes.ts";
import { sharedTurns, type Turns } from "../workload/turns.ts";
import { scheduleOf, windowMsOf } from "../runner/schedules.ts";
import type { CommandContext } from "./command_context.ts";
import type { LiveRunOptions } from "./live_run.ts";
import { soon } from "./soon.ts";
import { type WatchedRun, watchedRun } from "./watched_run.ts";

/** Enough that what the machine does to one it does to all, few enough that a turn is not all beginning. */
const TURNS = 8;

/** A run that took turns with others; without turns it was alone. */
export type RunInTurns = WatchedRun & { readonly turns: Turns | undefined };

/**
 * Runs several loads, each on servers and a stack of its own, in turns of a few seconds: a machine's speed changes by a tenth or two
 * within minutes, and so it changes for all of them alike. On servers that the caller named, and that hold one stack's data only, the
 * runs come one after another.
 *
 * @returns in the order of the options
 */
export async function runsInTurns(
  all: readonly [LiveRunOptions, ...LiveRunOptions[]],
  context: CommandContext,
): Promise<RunInTurns[]> {
  const turns = turnsOf(all);
  if (turns === undefined) return await oneByOne(all, context);
  const failed = new AbortController();
  const start = new CommonStart(all.length);
  const signal = AbortSignal.any([context.signal, failed.signal]);
  return await outcomesOf(all.map(async (options, number) => {
    const own = { ...context, signal, ...(number > 0 && { terminal: { ...context.terminal, isWatched: false } }) };
    try {
      const run = await watchedRun({ ...options, begin: () => start.ready() }, own, turns[number]!);
      return { ...run, turns: turns[number]! };
    } catch (error) {
      start.giveUp(error);
      failed.abort();
      throw error;
    }
  }));
}

/** @returns undefined for runs that cannot take turns */
function turnsOf(all: readonly [LiveRunOptions, ...LiveRunOptions[]]): Turns[] | undefined {
  const isShared = all.some(({ redisUrl, databaseUrl, config }) =>
    (redisUrl !== undefined && config.l2 !== undefined) ||
    (databaseUrl !== undefined && config.database.kind === "postgresql")
  );
  if (all.length === 1 || isShared) return undefined;
  const [firstMs, ...othersMs] = all.map(({ scenario, seed, settings }) =>
    scheduleOf(scenario, seed, settings).durationMs
  );
  return sharedTurns([firstMs!, ...othersMs], { count: TURNS, gridMs: windowMsOf(firstMs!) });
}

async function oneByOne(all: readonly LiveRunOptions[], context: CommandContext): Promise<RunInTurns[]> {
  const runs: RunInTurns[] = [];
  for (const options of all) {
    runs.push({ ...await watchedRun(options, context), turns: undefined });
    if (runs.at(-1)!.interrupted) break;
  }
  return runs;
}

/** Loads that begin together, when the last of them is ready. */
class CommonStart {
  readonly #of: number;
  readonly #start = Promise.withResolvers<number>();
  #ready = 0;

  constructor(of: number) {
    this.#of = of;
    // Nobody may be waiting when it is given up.
    this.#start.promise.catch(() => {});
  }

  /** @returns when they begin, on the clock of `performance.now()` */
  ready(): Promise<number> {
    if (++this.#ready === this.#of) this.#start.resolve(soon());
    return this.#start.promise;
  }

  /** One of them will never be ready. */
  giveUp(error: unknown): void {
    this.#start.reject(error);
  }
}
