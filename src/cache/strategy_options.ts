import type { Random } from "../base/random.ts";
import type { Clock } from "../flow/clock.ts";
import type { KeyValueStore } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import type { Entry } from "./entry.ts";
import type { Features } from "./features.ts";
import type { BreakerSettings } from "./guarded_level.ts";
import type { Store } from "./store.ts";
import type { Tags } from "./tags.ts";

export interface StrategyOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  /** Its own stream: names versions of values, and decides what features leave to chance. @default by the instance's number */
  readonly random?: Random;
  /** Shared by all strategies of an instance. */
  readonly tags: Tags;
  /** Undefined when switched off. */
  readonly l1?: Store<Entry> | undefined;
  /** Most that an entry lives in the first level, ms. */
  readonly l1TtlMs: number;
  readonly l2?: KeyValueStore | undefined;
  /** When the caller does not say, ms. */
  readonly defaultTtlMs: number;
  /**
   * Names for the probe; one name for both levels makes one look-up of them. The second level's also names the keys' space on the
   * tag bus: strategies of different values need different ones.
   */
  readonly names: { readonly l1: string; readonly l2: string };
  readonly features?: Features | undefined;
  readonly breaker?: BreakerSettings | undefined;
  /** Pause before the second level is told again of a deletion that it did not take. @default 1000 */
  readonly retryMs?: number;
}
