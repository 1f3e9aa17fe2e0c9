import type { Clock } from "../../flow/clock.ts";

/**
 * Processors that work through what they are given in its order: the thread of an application server (one), or the cores that
 * its helper threads share. Work is not pre-empted, so the time until a piece is done is known when it comes: no queue is kept,
 * only until when each processor is busy. O(processors) a piece.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SimulatedCpu } from "./simulated_cpu.ts";
 * const cpu = new SimulatedCpu({ clock: { nowMs: () => 0, epochMs: 0 }, processors: 1 });
 * assertEquals([cpu.msUntilDone(5), cpu.msUntilDone(5)], [5, 10]);
 * ```
 */
export class SimulatedCpu {
  readonly #clock: Clock;
  readonly #busyUntilMs: Float64Array;
  #workMs = 0;

  constructor(options: { clock: Clock; processors: number }) {
    if (!(Number.isInteger(options.processors) && options.processors >= 1)) {
      throw new RangeError(
        `Cannot make a CPU: processors must be a whole number from 1: received ${options.processors}`,
      );
    }
    this.#clock = options.clock;
    this.#busyUntilMs = new Float64Array(options.processors);
  }

  /** Takes on work of so many ms. @returns ms until it is done, the wait included. */
  msUntilDone(workMs: number): number {
    const nowMs = this.#clock.nowMs();
    const busy = this.#busyUntilMs;
    let first = 0;
    for (let index = 1; index < busy.length; index++) if (busy[index]! < busy[first]!) first = index;
    const doneMs = Math.max(nowMs, busy[first]!) + workMs;
    busy[first] = doneMs;
    this.#workMs += workMs;
    return doneMs - nowMs;
  }

  /** How long the first free processor has had nothing to do, ms; 0 when all are busy. */
  get idleMs(): number {
    return Math.max(0, this.#clock.nowMs() - Math.min(...this.#busyUntilMs));
  }

  /** Share of the time until now that the processors were given work for; above 1 when overloaded. */
  get utilisation(): number {
    const nowMs = this.#clock.nowMs();
    return nowMs === 0 ? 0 : this.#workMs / nowMs / this.#busyUntilMs.length;
  }
}
