import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import { FrequencySketch } from "./frequency_sketch.ts";
import { HillClimber } from "./hill_climber.ts";
import type { PolicyContext, PolicySize, Requests } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { Segments } from "./segments.ts";
import { WTinyLfuUnits } from "./units/wtinylfu_units.ts";

const share = (fallback: number) => v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)), fallback);

/**
 * W-TinyLFU. As in Caffeine every access is counted and the sketch is sized by entries; as in libCacheSim a candidate enters only
 * when strictly more frequent, there is no random admission, and the window overflows when the whole cache does.
 */
export const wtinylfu = definePolicy({
  description: "W-TinyLFU: a window admits to a segmented LRU only what a frequency sketch prefers to its victim",
  source: "Einziger, Friedman, Manes, TinyLFU: a highly efficient cache admission policy, ACM ToS 2017; Caffeine",
  options: v.strictObject({
    /** The window's share of the cache. */
    window: share(0.01),
    /** The protected segment's share of the main part. */
    protected: share(0.8),
    /** Whether the window's share follows the hit ratio (Einziger et al., Adaptive software cache management, 2018). */
    adaptive: v.optional(v.boolean(), false),
  }),
  create: (context, options) => new WTinyLfu(context, options),
  replayUnits: ({ capacity, ids }, options) => {
    if (options.adaptive) return null;
    const main = capacity - windowOf(capacity, options);
    const limits = { capacity, main, protected: Math.floor(main * options.protected) };
    return new WTinyLfuUnits(limits, sketchFor({ capacity, ids }));
  },
});

function windowOf(capacity: number, options: { window: number }): number {
  return Math.max(1, Math.floor(capacity * options.window));
}

function sketchFor({ capacity, ids }: PolicySize): FrequencySketch {
  return new FrequencySketch(Math.min(capacity, Math.max(ids, 64)));
}

const WINDOW = 1;
const PROBATION = 2;
const PROTECTED = 3;

class WTinyLfu extends PolicyBase {
  readonly #segments = new Segments(3);
  readonly #sketch: FrequencySketch;
  readonly #hashOf: ((id: number) => number) | null;
  readonly #protectedShare: number;
  readonly #climber: HillClimber | null;
  #hashes = new Int32Array(0);
  #windowLimit: number;
  #mainLimit = 0;
  #protectedLimit = 0;

  constructor(context: PolicyContext, options: { window: number; protected: number; adaptive: boolean }) {
    super(context);
    this.#sketch = sketchFor(context);
    this.#hashOf = context.hashOf ?? null;
    this.#protectedShare = options.protected;
    this.#windowLimit = windowOf(context.capacity, options);
    this.#climber = options.adaptive ? new HillClimber(context.capacity) : null;
    this.#limitMain();
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#segments.of[id]! > 0;
  }

  hit(id: number): void {
    this.#sketch.count(this.#hashOf === null ? id : this.#hashes[id]!);
    const segments = this.#segments;
    if (segments.of[id] !== PROBATION) segments.refresh(id);
    else this.#protect(id);
    if (this.#climber !== null) this.#adapt(true);
  }

  admit(id: number, size: number): boolean {
    if (id >= this.books.reserved) this.reserve(id + 1);
    let hash = id;
    if (this.#hashOf !== null) this.#hashes[id] = hash = this.#hashOf(id);
    this.#sketch.count(hash);
    if (this.#climber !== null) this.#adapt(false);
    if (size > this.capacity) return false;
    while (!this.books.fits(size)) this.#makeRoom();
    this.#segments.push(WINDOW, id, size);
    this.books.enter(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    const { ids, sizes, missed } = requests;
    const segmentOf = this.#segments.of;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      if (segmentOf[id]! > 0) {
        this.hit(id);
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      this.admit(id, sizes === null ? 1 : sizes[index]!);
    }
    return misses;
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    this.#segments.pull(id, this.books.sizeOf(id));
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (const segment of [WINDOW, PROBATION, PROTECTED]) {
      const part = this.#segments.audit(segment, (id) => this.books.sizeOf(id));
      counted.residents += part.residents;
      counted.occupied += part.occupied;
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#segments.grow(ids);
    if (this.#hashOf !== null) this.#hashes = wider(this.#hashes, new Int32Array(ids));
  }

  #limitMain(): void {
    this.#mainLimit = this.capacity - this.#windowLimit;
    this.#protectedLimit = Math.floor(this.#mainLimit * this.#protectedShare);
  }

  /** A hit on probation earns protection; what protection has no room for falls back. */
  #protect(id: number): void {
    const segments = this.#segments;
    const size = this.books.sizeOf(id);
    segments.pull(id, size);
    segments.push(PROTECTED, id, size);
    while (segments.units[PROTECTED]! > this.#protectedLimit) this.#move(segments.last(PROTECTED), PROBATION);
  }

  /** The window's oldest moves to the main part while that has room; then it is compared with the main part's victim. */
  #makeRoom(): void {
    const segments = this.#segments;
    const candidate = segments.last(WINDOW);
    const victim = segments.last(PROBATION) >= 0 ? segments.last(PROBATION) : segments.last(PROTECTED);
    if (candidate < 0) {
      this.#evict(victim);
      return;
    }
    const main = segments.units[PROBATION]! + segments.units[PROTECTED]!;
    const size = this.books.sizeOf(candidate);
    if (main + size <= this.#mainLimit) {
      this.#move(
        candidate,
        segments.units[PROBATION]! + size <= this.#mainLimit - this.#protectedLimit ? PROBATION : PROTECTED,
      );
    } else if (
      victim >= 0 && this.#prefers(candidate, victim)
    ) {
      this.#evict(victim);
      if (main - this.books.sizeOf(victim) + size <= this.#mainLimit) this.#move(candidate, PROBATION);
    } else {
      this.#evict(candidate);
    }
  }

  /** Whether the sketch saw the first more often. */
  #prefers(candidate: number, victim: number): boolean {
    const keyed = this.#hashOf !== null;
    const frequency = this.#sketch.estimate(keyed ? this.#hashes[candidate]! : candidate);
    return frequency > this.#sketch.estimate(keyed ? this.#hashes[victim]! : victim);
  }

  #move(id: number, segment: number): void {
    const size = this.books.sizeOf(id);
    this.#segments.pull(id, size);
    this.#segments.push(segment, id, size);
  }

  #evict(id: number): void {
    this.#segments.pull(id, this.books.sizeOf(id));
    this.books.drop(id);
  }

  /** Lets the climber set the window; what the main part has too much of moves over, oldest first. */
  #adapt(hit: boolean): void {
    const change = this.#climber!.record(hit);
    if (change === 0) return;
    this.#windowLimit = Math.max(1, Math.min(Math.floor(this.capacity * 0.8), this.#windowLimit + change));
    this.#limitMain();
    const segments = this.#segments;
    while (segments.units[PROTECTED]! > this.#protectedLimit) this.#move(segments.last(PROTECTED), PROBATION);
    while (segments.units[PROBATION]! + segments.units[PROTECTED]! > this.#mainLimit) {
      this.#move(segments.last(PROBATION) >= 0 ? segments.last(PROBATION) : segments.last(PROTECTED), WINDOW);
    }
  }
}
