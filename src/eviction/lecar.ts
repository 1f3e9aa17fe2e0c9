import * as v from "valibot";
import type { Random } from "../base/random.ts";
import { definePolicy } from "./entry.ts";
import { FrequencyLists } from "./frequency_lists.ts";
import type { PolicyContext } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { Segments } from "./segments.ts";

/** LeCaR. As in libCacheSim one history of the cache's size serves both experts. */
export const lecar = definePolicy({
  description: "LeCaR: LRU and LFU evict by weights that learn, with regret, from what comes back after its eviction",
  source: "Vietri et al., Driving cache replacement with ML-based LeCaR, HotStorage 2018",
  options: v.strictObject({
    learningRate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(10)), 0.45),
    /** What a regret weighs after as many requests as the cache has units. */
    discount: v.optional(v.pipe(v.number(), v.minValue(1e-9), v.maxValue(1)), 0.005),
  }),
  create: (context, options) => new LeCaR(context, options),
});

const RESIDENT = 1;
const GHOST = 2;
const BY_LRU = 1;
const BY_LFU = 2;
/** Keeps a weight from dying out; libCacheSim's value. */
const LEAST_WEIGHT = 1e-10;

class LeCaR extends PolicyBase {
  readonly #segments = new Segments(2);
  readonly #frequencies = new FrequencyLists();
  readonly #random: Random;
  readonly #learningRate: number;
  readonly #discount: number;
  #lruWeight = 0.5;
  #evictedBy = new Uint8Array(0);
  #evictedAt = new Float64Array(0);
  #requests = 0;

  constructor(context: PolicyContext, options: { learningRate: number; discount: number }) {
    super(context);
    this.#learningRate = options.learningRate;
    this.#discount = Math.pow(options.discount, 1 / context.capacity);
    this.#random = context.random.fork("eviction");
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#segments.of[id] === RESIDENT;
  }

  hit(id: number): void {
    this.#requests++;
    this.#segments.refresh(id);
    this.#frequencies.count(id);
  }

  admit(id: number, size: number): boolean {
    this.#requests++;
    if (id >= this.books.reserved) this.reserve(id + 1);
    const known = this.#segments.of[id] === GHOST;
    if (known) {
      this.#regret(id);
      this.#segments.pull(id, this.books.sizeOf(id));
    }
    if (size > this.capacity) {
      if (known) this.books.forget(id);
      return false;
    }
    while (!this.books.fits(size)) this.#evict();
    this.#segments.push(RESIDENT, id, size);
    this.#frequencies.add(id);
    this.books.enter(id, size);
    return true;
  }

  remove(id: number): void {
    if (!(this.#segments.of[id]! > 0)) return;
    const resident = this.has(id);
    this.#segments.pull(id, this.books.sizeOf(id));
    if (resident) {
      this.#frequencies.remove(id);
      this.books.leave(id);
    }
    this.books.forget(id);
  }

  audit(): void {
    const counted = this.#segments.audit(RESIDENT, (id) => this.books.sizeOf(id));
    this.#segments.audit(GHOST, (id) => this.books.sizeOf(id));
    if ([...this.#frequencies.walk()].length !== counted.residents) {
      throw new RangeError(`Cannot trust lecar: both experts must know ${counted.residents} ids: received others`);
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#segments.grow(ids);
    this.#frequencies.grow(ids);
    this.#evictedBy = wider(this.#evictedBy, new Uint8Array(ids));
    this.#evictedAt = wider(this.#evictedAt, new Float64Array(ids));
  }

  /** The expert who evicted what comes back loses weight, the more the sooner it comes back. */
  #regret(id: number): void {
    const loss = Math.exp(-this.#learningRate * Math.pow(this.#discount, this.#requests - this.#evictedAt[id]!));
    const byLru = this.#evictedBy[id] === BY_LRU;
    const lru = this.#lruWeight * (byLru ? loss : 1) + LEAST_WEIGHT;
    const lfu = (1 - this.#lruWeight) * (byLru ? 1 : loss) + LEAST_WEIGHT;
    this.#lruWeight = lru / (lru + lfu);
  }

  #evict(): void {
    const segments = this.#segments;
    const byLru = this.#random.unit() < this.#lruWeight;
    const victim = byLru ? segments.last(RESIDENT) : this.#frequencies.lowest();
    const size = this.books.sizeOf(victim);
    segments.pull(victim, size);
    this.#frequencies.remove(victim);
    this.#evictedBy[victim] = byLru ? BY_LRU : BY_LFU;
    this.#evictedAt[victim] = this.#requests;
    this.books.demote(victim);
    segments.push(GHOST, victim, size);
    while (segments.units[GHOST]! > this.capacity) {
      const forgotten = segments.last(GHOST);
      segments.pull(forgotten, this.books.sizeOf(forgotten));
      this.books.forget(forgotten);
    }
  }
}
