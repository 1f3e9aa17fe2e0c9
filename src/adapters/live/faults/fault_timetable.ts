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
 * Lets faults happen at their times.
 *
 * @returns What ends it: nothing more happens, and every part that is still hurt is healed.
 */
export function runFaults({ faults, injectors, startMs, onError }: FaultTimetableOptions): () => Promise<void> {
  const timers: ReturnType<typeof setTimeout>[] = [];
  const hurt = new Map<string, TimedFault>();
  const at = (atMs: number, act: () => void | Promise<void>) => {
    const timer = setTimeout(() => Promise.resolve().then(act).catch(onError), startMs + atMs - performance.now());
    timers.push(timer);
  };
  for (const fault of faults) {
    const injector = injectors.get(fault.part)!;
    at(fault.atMs, () => {
      hurt.set(fault.part, fault);
      return injector.inject(fault.fault);
    });
    at(fault.untilMs, () => {
      // A later fault of the same part has taken its place.
      if (hurt.get(fault.part) !== fault) return;
      hurt.delete(fault.part);
      return injector.heal();
    });
  }
  return async () => {
    timers.forEach((timer) => clearTimeout(timer));
    const parts = [...hurt.keys()];
    hurt.clear();
    await Promise.all(parts.map((part) => Promise.resolve(injectors.get(part)!.heal()).catch(onError)));
  };
}
