import { machineTicks, threadTime } from "../adapters/live/thread_time.ts";
import { formatPercent } from "../base/units.ts";

/** How the machine treated a live run. */
export interface MachineUse {
  /** Share of the time that the server's thread was on a processor; undefined where the system does not count it. */
  readonly utilisation: number | undefined;
  /** Share of its working time that the thread was ready to run and had no processor. */
  readonly delayed: number | undefined;
  /** Share of the machine's time that its host took away. */
  readonly stolen: number | undefined;
  /** The thread's time on a processor, ms. */
  readonly threadMs: number | undefined;
}

/**
 * Beyond these shares a latency says more of the machine than of the design. On two processors the load's worker, Redis and PostgreSQL
 * are in the server's way at all times: at 10 and 11 % of waiting every prediction was within its tolerance, at 24 % the tail was
 * not (web-shop and steady, 2026-11-28).
 */
const MOST_DELAYED = 0.15;
const MOST_STOLEN = 0.05;

/** Watches how the machine treats this thread, with pauses in which others have their turn. */
export class MachineWatch {
  #begun: Reading | undefined = undefined;
  readonly #sum = { elapsedMs: 0, runMs: 0, waitMs: 0, ticks: 0, stolenTicks: 0 };
  #countsThread = true;
  #countsTicks = true;

  /** Watches from now on. */
  start(): void {
    this.#begun ??= readingNow();
  }

  /** Looks away until the next start. */
  pause(): void {
    const begun = this.#begun;
    if (begun === undefined) return;
    this.#begun = undefined;
    const { atMs, thread, ticks } = readingNow();
    this.#sum.elapsedMs += atMs - begun.atMs;
    if (thread && begun.thread) {
      this.#sum.runMs += thread.runMs - begun.thread.runMs;
      this.#sum.waitMs += thread.waitMs - begun.thread.waitMs;
    } else this.#countsThread = false;
    if (ticks && begun.ticks) {
      this.#sum.ticks += ticks.all - begun.ticks.all;
      this.#sum.stolenTicks += ticks.stolen - begun.ticks.stolen;
    } else this.#countsTicks = false;
  }

  /** What it saw; it is over then. */
  use(): MachineUse {
    this.pause();
    const { elapsedMs, runMs, waitMs, ticks, stolenTicks } = this.#sum;
    return {
      threadMs: this.#countsThread ? runMs : undefined,
      utilisation: this.#countsThread ? runMs / Math.max(1, elapsedMs) : undefined,
      delayed: this.#countsThread ? waitMs / Math.max(1e-9, runMs + waitMs) : undefined,
      stolen: this.#countsTicks && ticks > 0 ? stolenTicks / ticks : undefined,
    };
  }
}

interface Reading {
  readonly atMs: number;
  readonly thread: ReturnType<typeof threadTime>;
  readonly ticks: ReturnType<typeof machineTicks>;
}

function readingNow(): Reading {
  return { atMs: performance.now(), thread: threadTime(), ticks: machineTicks() };
}

/** Why a latency of such a run cannot be judged; undefined when it can. */
export function whyStarved({ delayed = 0, stolen = 0 }: MachineUse): string | undefined {
  if (delayed > MOST_DELAYED) {
    return `the machine was busy: the server waited for a processor in ${formatPercent(delayed)} of its working time`;
  }
  return stolen > MOST_STOLEN ? `the machine was busy: its host took ${formatPercent(stolen)} of its time` : undefined;
}

/** Which of some runs carry a verdict on latencies, by their place. */
export interface JudgedRuns {
  /** Those that the machine left alone; all of them when there is none. */
  readonly places: readonly number[];
  /** Why none can be judged: the first run's reason; undefined when some can. */
  readonly why: string | undefined;
}

/** Chosen by how the machine treated the server, never by what came out: of several runs those that were not starved. */
export function judgedRuns(runs: readonly MachineUse[]): JudgedRuns {
  const reasons = runs.map(whyStarved);
  const sound = reasons.flatMap((why, place) => why === undefined ? [place] : []);
  return sound.length > 0
    ? { places: sound, why: undefined }
    : { places: runs.map((_, place) => place), why: reasons[0] };
}
