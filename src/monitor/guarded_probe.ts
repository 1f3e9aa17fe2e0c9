import type { Probe } from "../ports/probe.ts";

/**
 * A probe whose failures stay with it: whoever emits goes on (architecture A: "graceful degradation").
 *
 * @param onFailure Told of each failure. @default nobody
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { guardedProbe } from "./guarded_probe.ts";
 * const failures: unknown[] = [];
 * const broken = { emit: () => { throw new RangeError("full"); } };
 * guardedProbe(broken, (error) => failures.push(error)).emit({ kind: "memory", usedRatio: 0.5 });
 * assertEquals(failures.length, 1);
 * ```
 */
export function guardedProbe(probe: Probe, onFailure: (error: unknown) => void = () => {}): Probe {
  return {
    emit(event) {
      try {
        probe.emit(event);
      } catch (error) {
        onFailure(error);
      }
    },
  };
}
