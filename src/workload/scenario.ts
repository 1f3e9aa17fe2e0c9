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
  /** Mean rate when the caller does not say, requests a second. */
  readonly rateRps: number;
  /** Length when the caller does not say; undefined: as long as the trace. */
  readonly durationMs: number | undefined;
  /** A trace that comes with the scenario, by its file's name in scenarios/data. */
  readonly trace?: { readonly file: string; readonly attribution: string };
  build(context: ScenarioContext): Schedule;
}
