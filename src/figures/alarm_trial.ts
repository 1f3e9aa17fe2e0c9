import { sleep } from "../flow/instructions.ts";
import { simulate } from "../flow/simulated_world.ts";
import type { Budget } from "../monitor/budgets/budget.ts";
import { createPerformanceMonitor } from "../monitor/performance_monitor.ts";
import type { ProbeEvent } from "../ports/probe.ts";

/** What an alarm did while a value was held inside its limit, beyond it, and well inside again. */
export interface AlarmTrial {
  /** It fired while the value was just inside the limit. */
  readonly firedInside: boolean;
  readonly firedAtMs: number | undefined;
  readonly clearedAtMs: number | undefined;
}

/** What happens in a second so that a metric has a value. */
export type Happening = (value: number) => readonly ProbeEvent[];

const PHASE_S = 180;
const EVALUATE_MS = 5000;

/**
 * Runs the performance monitor in simulated time: three minutes just inside the limit, three beyond, three well inside.
 *
 * @param values The value in each of the three phases.
 */
export function tryAlarm(
  budget: Budget,
  happen: Happening,
  values: { readonly inside: number; readonly beyond: number; readonly well: number },
): AlarmTrial {
  return simulate(function* (clock) {
    const monitor = createPerformanceMonitor({ clock, budgets: [budget] });
    const changes: { state: "firing" | "cleared"; atMs: number }[] = [];
    for (const value of [values.inside, values.beyond, values.well]) {
      for (let second = 1; second <= PHASE_S; second++) {
        for (const event of happen(value)) monitor.emit(event);
        yield* sleep(1000);
        if ((second * 1000) % EVALUATE_MS === 0) changes.push(...monitor.evaluate());
      }
    }
    const phaseMs = PHASE_S * 1000;
    const firing = changes.filter(({ state }) => state === "firing").map(({ atMs }) => atMs);
    const cleared = changes.filter(({ state }) => state === "cleared").map(({ atMs }) => atMs);
    return {
      firedInside: firing.some((atMs) => atMs <= phaseMs),
      firedAtMs: firing.find((atMs) => atMs > phaseMs && atMs <= 2 * phaseMs),
      clearedAtMs: cleared.find((atMs) => atMs > 2 * phaseMs),
    };
  });
}
