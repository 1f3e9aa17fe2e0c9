import type { FaultInjector, TimedFault } from "./live_fault.ts";

export interface FaultTimetableOptions {
  readonly faults: readonly TimedFault[];
  readonly injectors: ReadonlyMap<string, FaultInjector>;
  /** Start of the load, as `performance.now()` tells time. */
  readonly startMs: number;
  /** Told of what could not be done. */
  readonly onError: (error: unknown) => void;
}

/**
 * Lets faults happen at their times, in their order however late the machine is.
 *
 * @returns What ends it: nothing more happens, and every part that is still hurt is healed.
 */
export function runFaults(options: FaultTimetableOptions): () => Promise<void> {
  const timetable = new FaultTimetable(options);
  timetable.arm();
  return () => timetable.end();
}

class FaultTimetable {
  readonly #options: FaultTimetableOptions;
  readonly #events: { atMs: number; act: () => void | Promise<void> }[];
  readonly #hurt = new Map<string, TimedFault>();
  /** One after the other: a fault begins when the healing before it is done. */
  #last = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(options: FaultTimetableOptions) {
    this.#options = options;
    this.#events = options.faults.flatMap((fault) => [
      { atMs: fault.atMs, act: () => this.#inject(fault) },
      { atMs: fault.untilMs, act: () => this.#heal(fault) },
    ]).sort((one, other) => one.atMs - other.atMs);
  }

  /** One timer at a time: of several that are late together, the order in which they were set would decide. */
  arm(): void {
    const event = this.#events.shift();
    if (event === undefined) return;
    this.#timer = setTimeout(() => {
      this.#do(event.act);
      this.arm();
    }, this.#options.startMs + event.atMs - performance.now());
  }

  async end(): Promise<void> {
    clearTimeout(this.#timer);
    for (const fault of this.#hurt.values()) this.#do(() => this.#heal(fault));
    await this.#last;
  }

  #do(act: () => void | Promise<void>): void {
    this.#last = this.#last.then(act).catch(this.#options.onError);
  }

  #inject(fault: TimedFault): void | Promise<void> {
    this.#hurt.set(fault.part, fault);
    return this.#options.injectors.get(fault.part)!.inject(fault.fault);
  }

  #heal(fault: TimedFault): void | Promise<void> {
    // A later fault of the same part has taken its place.
    if (this.#hurt.get(fault.part) !== fault) return;
    this.#hurt.delete(fault.part);
    return this.#options.injectors.get(fault.part)!.heal();
  }
}
