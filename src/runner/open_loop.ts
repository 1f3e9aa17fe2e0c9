import { later } from "../flow/chain.ts";
import type { Clock } from "../flow/clock.ts";
import { park, sleep, spawn } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { Waiter } from "../flow/waiter.ts";
import type { Schedule } from "../workload/schedule.ts";

export interface OpenLoopOptions {
  readonly schedule: Pick<Schedule, "atMs" | "count">;
  readonly clock: Clock;
  /** Sends one, and is over when its answer has come. It must not fail. @param intendedMs When it is to be sent, by the clock. */
  readonly one: (index: number, intendedMs: number) => Operation<void>;
  /** What is sent: "a request". */
  readonly what: string;
  /** Told from time to time how many were sent. */
  readonly onProgress?: ((sent: number) => void) | undefined;
}

const PROGRESS_EVERY_MS = 1000;

/** Sends at the intended times: whoever is slow holds nobody back. The same code drives both worlds. */
export class OpenLoop {
  readonly #options: OpenLoopOptions;
  #underWay = 0;
  #isStopped = false;
  #whenQuiet: Waiter<void> | undefined = undefined;

  constructor(options: OpenLoopOptions) {
    this.#options = options;
  }

  /** Sends nothing more; what is under way is waited for. */
  stop(): void {
    this.#isStopped = true;
  }

  /** To be called when an answer has come. */
  answered(): void {
    if (--this.#underWay === 0) this.#whenQuiet?.resume();
  }

  /** Over when every answer has come. @returns how many were sent. */
  *run(): Flow<number> {
    const { schedule: { atMs, count }, clock, one, onProgress, what } = this.#options;
    const startedMs = clock.nowMs();
    let told = 0;
    let sent = 0;
    for (; sent < count; sent++) {
      const intendedMs = startedMs + atMs[sent]!;
      const waitMs = intendedMs - clock.nowMs();
      if (waitMs > 0) yield* sleep(waitMs);
      if (this.#isStopped) break;
      this.#underWay++;
      const index = sent;
      yield* spawn(later(() => one(index, intendedMs)), what);
      if (onProgress && atMs[sent]! >= told + PROGRESS_EVERY_MS) {
        told = atMs[sent]!;
        onProgress(sent);
      }
    }
    if (this.#underWay > 0) yield* park<void>("the last answers", (waiter) => void (this.#whenQuiet = waiter));
    return sent;
  }
}
