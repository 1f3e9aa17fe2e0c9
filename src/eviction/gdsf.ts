import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import { LazyHeap } from "./lazy_heap.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { GdsfUnits } from "./units/gdsf_units.ts";

/**
 * GreedyDual-Size with Frequency. A tie evicts what was counted longest ago. As in libCacheSim a new object is ranked before room
 * is made, so it may be the one to go: then it is not taken in.
 */
export const gdsf = definePolicy({
  description: "GreedyDual-Size with Frequency: evicts the lowest of age + count / size",
  source: "Cherkasova, Improving WWW proxies performance with Greedy-Dual-Size-Frequency caching policy, 1998",
  options: v.strictObject({}),
  create: (context) => new Gdsf(context),
  replayUnits: ({ capacity }) => new GdsfUnits(capacity),
});

/** Scales count / size against the age; the value is libCacheSim's. */
const SCALE = 1e6;

class Gdsf extends PolicyBase {
  /** 0 is "not in". */
  #counts = new Uint32Array(0);
  /** Priority and the request that it was made at, side by side by id. */
  #ranks = new Float64Array(0);
  /** Priorities only rise, so an entry may be out of date on the low side. */
  #heap = new LazyHeap();
  #age = 0;
  #requests = 0;

  constructor(context: PolicyContext) {
    super(context);
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#counts[id]! > 0;
  }

  hit(id: number): void {
    const count = this.#counts[id]! + 1;
    this.#counts[id] = count;
    this.#ranks[2 * id] = this.#age + count * SCALE / this.books.sizeOf(id);
    this.#ranks[2 * id + 1] = this.#requests++;
  }

  admit(id: number, size: number): boolean {
    const now = this.#requests++;
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    const priority = this.#age + SCALE / size;
    this.#counts[id] = 1;
    this.#ranks[2 * id] = priority;
    this.#ranks[2 * id + 1] = now;
    this.#heap.push(priority, now, id);
    while (!this.books.fits(size)) {
      const victim = this.#lowest();
      this.#heap.pop();
      this.#age = this.#ranks[2 * victim]!;
      this.#counts[victim] = 0;
      if (victim === id) return false;
      this.books.drop(victim);
    }
    this.books.enter(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    const { ids, sizes, missed } = requests;
    const counts = this.#counts;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      if (counts[id]! > 0) {
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
    this.#counts[id] = 0;
    this.books.leave(id);
    this.books.forget(id);
    if (this.#heap.length > 2 * this.books.residents + 64) this.#rebuild();
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (const id of new Set(this.#heap.ids())) {
      if (!this.has(id)) continue;
      counted.residents++;
      counted.occupied += this.books.sizeOf(id);
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#counts = wider(this.#counts, new Uint32Array(ids));
    this.#ranks = wider(this.#ranks, new Float64Array(2 * ids));
  }

  /** Brings the id with the lowest true priority to the top of the heap. */
  #lowest(): number {
    const heap = this.#heap;
    for (;;) {
      const id = heap.topId();
      if (this.#counts[id] === 0) heap.pop();
      else if (heap.topTie() === this.#ranks[2 * id + 1]) return id;
      else heap.rekeyTop(this.#ranks[2 * id]!, this.#ranks[2 * id + 1]!);
    }
  }

  /** Sheds the entries of removed ids. */
  #rebuild(): void {
    const old = new Set(this.#heap.ids());
    this.#heap = new LazyHeap();
    for (const id of old) if (this.has(id)) this.#heap.push(this.#ranks[2 * id]!, this.#ranks[2 * id + 1]!, id);
  }
}
