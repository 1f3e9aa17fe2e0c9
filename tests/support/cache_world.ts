import type { Distribution } from "../../src/adapters/sim/distribution.ts";
import { SimulatedSharedStore } from "../../src/adapters/sim/simulated_store.ts";
import { SimulatedTagBus } from "../../src/adapters/sim/simulated_tag_bus.ts";
import { Random } from "../../src/base/random.ts";
import { BoundedStore } from "../../src/cache/bounded_store.ts";
import { CacheStrategy, type Entry, type StrategyOptions } from "../../src/cache/strategy.ts";
import { Tags } from "../../src/cache/tags.ts";
import type { Clock } from "../../src/flow/clock.ts";
import type { TagBus } from "../../src/ports/key_value_store.ts";
import { calibrationWith } from "./calibrations.ts";
import { RecordingProbe } from "./recording_probe.ts";

export interface CacheWorldOptions {
  readonly sharedStore?: Distribution;
  readonly tagBus?: Distribution;
  readonly seed?: number;
}

/** A shared store and a tag bus in simulated time; instances with caches of their own before them. */
export class CacheWorld {
  readonly clock: Clock;
  readonly store: SimulatedSharedStore;
  readonly bus: SimulatedTagBus;
  readonly #random: Random;
  #instances = 0;

  constructor(clock: Clock, options: CacheWorldOptions = {}) {
    const calibration = calibrationWith(options);
    this.clock = clock;
    this.#random = new Random(options.seed ?? 1);
    this.store = new SimulatedSharedStore({ clock, random: this.#random, calibration });
    this.bus = new SimulatedTagBus({ random: this.#random, latency: calibration.tagBus.value });
  }

  /** One instance: L1 of 100 entries for a minute, L2 for ten, and a probe that remembers. */
  instance(options: Partial<Omit<StrategyOptions, "tags">> & { bus?: TagBus } = {}) {
    const probe = new RecordingProbe();
    const { clock } = this;
    const self = ++this.#instances;
    const tags = new Tags({ bus: options.bus ?? this.bus, probe, self });
    const l1 = new BoundedStore<Entry>({ maxEntries: 100, random: this.#random });
    const cache = new CacheStrategy({
      clock,
      probe,
      random: this.#random.fork(`instance ${self}`),
      tags,
      l1,
      l1TtlMs: 60_000,
      l2: this.store.view("page"),
      defaultTtlMs: 600_000,
      names: { l1: "l1", l2: "l2" },
      ...options,
    });
    return { cache, tags, probe, l1 };
  }
}
