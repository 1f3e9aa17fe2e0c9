import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import { FutureHeap } from "./future_heap.ts";
import { NEVER, type PolicyContext, type Requests } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";

/**
 * Belady's MIN. Optimal among policies that take in whatever misses when all sizes are 1; only a heuristic when they differ.
 * Like libCacheSim's it takes in objects that are never asked for again (and evicts them first).
 */
export const belady = definePolicy({
  description: "Belady's MIN: evicts what is asked for furthest in the future; the bound when all sizes are 1",
  source: "Belady, A study of replacement algorithms for a virtual-storage computer, IBM Systems Journal 1966",
  clairvoyant: true,
  options: v.strictObject({}),
  create: (context) => new Belady(context),
});

class Belady extends PolicyBase {
  #resident = new Uint8Array(0);
  /** Position of the next request by id, true while resident. */
  #nextOf = new Uint32Array(0);
  readonly #heap = new FutureHeap();
  /** The position told by `replay` for the request being served. */
  #told = -1;

  constructor(context: PolicyContext) {
    super(context);
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#resident[id] === 1;
  }

  hit(id: number): void {
    this.#learn(id);
  }

  admit(id: number, size: number): boolean {
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.#evict();
    this.#resident[id] = 1;
    this.#learn(id);
    this.books.enter(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    const { ids, sizes, next, missed } = requests;
    if (next === null) {
      throw new RangeError("Cannot replay belady: the requests must say when each id comes next: received none");
    }
    this.reserve(requests.objects);
    const resident = this.#resident;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      this.#told = next[index]!;
      if (resident[id] === 1) {
        this.#learn(id);
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      this.admit(id, sizes === null ? 1 : sizes[index]!);
    }
    this.#told = -1;
    return misses;
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    this.#resident[id] = 0;
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    this.#resident.forEach((resident, id) => {
      counted.residents += resident;
      counted.occupied += resident * this.books.sizeOf(id);
    });
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#resident = wider(this.#resident, new Uint8Array(ids));
    this.#nextOf = wider(this.#nextOf, new Uint32Array(ids));
  }

  #learn(id: number): void {
    if (this.#told < 0) {
      throw new RangeError(
        `Cannot use belady outside a replay: it must be told the future: received a request to ${id}`,
      );
    }
    this.#nextOf[id] = this.#told;
    this.#heap.push(this.#told, id);
    if (this.#heap.length > 4 * this.books.residents + 1024) this.#heap.keep((next, id) => this.#valid(next, id));
  }

  #evict(): void {
    for (;;) {
      const next = this.#heap.topNext();
      const victim = this.#heap.topId();
      this.#heap.pop();
      if (!this.#valid(next, victim)) continue;
      this.#resident[victim] = 0;
      this.books.drop(victim);
      return;
    }
  }

  /** Entries of requests that are past, or of ids that left, stay in the heap until they surface. */
  #valid(next: number, id: number): boolean {
    return this.#resident[id] === 1 && this.#nextOf[id] === next && next <= NEVER;
  }
}
