import type { Random } from "../base/random.ts";
import type { Schedule } from "./schedule.ts";

/** A recorded sequence of products, as the replay engine's readers give it. */
export interface RecordedItems {
  /** Product of each request, dense from 0. */
  readonly items: Uint32Array;
  readonly products: number;
  /** Ms since the first request, or null when the recording has no usable times. */
  readonly atMs: Float64Array | null;
  readonly warnings: readonly string[];
}

/** What a scenario is built from. */
export interface ScenarioContext {
  readonly random: Random;
  readonly rateRps: number;
  /** Undefined: the scenario's own length. */
  readonly durationMs: number | undefined;
  /** Given when the scenario names a trace. */
  readonly recording: RecordedItems | undefined;
}

/** Traffic with its phases, mutations and incidents. Pure: the same context gives the same schedule. */
export interface Scenario {
  /** One sentence. */
  readonly description: string;
  /** Where its numbers are published; undefined when they are ours. */
  readonly source?: string;
  /** Mean rate when the caller does not say, requests a second. */
  readonly rateRps: number;
  /** Mean rate of a live run of a design when the caller does not say, requests a second. @default what `live` says: 200 */
  readonly liveRps?: number;
  /** Length when the caller does not say; undefined: as long as the trace. */
  readonly durationMs: number | undefined;
  /** A trace that comes with the scenario, by its file's name in scenarios/data. */
  readonly trace?: { readonly file: string; readonly attribution: string };
  build(context: ScenarioContext): Schedule;
}

/**
 * Types a scenario of one's own, for `tierlab compare --scenario ./my-scenario.ts`: export what it gives.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mixedTraffic, SHOP_MIX } from "./mixed_traffic.ts";
 * import { defineScenario } from "./scenario.ts";
 * const quiet = defineScenario({
 *   description: "a quiet night",
 *   rateRps: 5,
 *   durationMs: 60_000,
 *   build: (context) =>
 *     mixedTraffic(context, { products: 500, alpha: 0.9, churnPerHour: 0, durationMs: 60_000, mix: SHOP_MIX }),
 * });
 * assertEquals(quiet.rateRps, 5);
 * ```
 */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
