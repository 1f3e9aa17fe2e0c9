import * as v from "valibot";
import { Chains } from "./chains.ts";
import { definePolicy } from "./entry.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";

/** Least recently used. */
export const lru = definePolicy({
  description: "Least recently used: evicts what was not asked for longest",
  source: "Mattson, Gecsei, Slutz, Traiger, Evaluation techniques for storage hierarchies, 1970",
  options: v.strictObject({}),
  create: (context) => new Lru(context),
});

class Lru extends PolicyBase {
  #resident = new Uint8Array(0);
  readonly #chain = new Chains(1);

  constructor(context: PolicyContext) {
    super(context);
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#resident[id] === 1;
  }

  hit(id: number): void {
    this.#chain.unlink(id);
    this.#chain.addFirst(0, id);
  }

  admit(id: number, size: number): boolean {
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.#evict();
    this.#resident[id] = 1;
    this.#chain.addFirst(0, id);
    this.books.enter(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    if (requests.sizes === null && this.books.plain) return this.#replayUnits(requests, from, to);
    return super.replay(requests, from, to);
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    this.#chain.unlink(id);
    this.#resident[id] = 0;
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (const id of this.#chain.walk(0)) {
      if (!this.has(id)) throw new RangeError(`Cannot trust lru: a chained id must be resident: received ${id}`);
      counted.residents++;
      counted.occupied += this.books.sizeOf(id);
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#resident = wider(this.#resident, new Uint8Array(ids));
    this.#chain.grow(ids);
  }

  #evict(): void {
    const victim = this.#chain.last(0);
    this.#chain.unlink(victim);
    this.#resident[victim] = 0;
    this.books.drop(victim);
  }

  /** `request` in a loop, for units and without a listener, all state in locals. */
  #replayUnits({ ids, missed }: Requests, from: number, to: number): number {
    const { books } = this;
    const resident = this.#resident;
    const links = this.#chain.links;
    let room = this.capacity - books.residents;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      // The end mark stands at 0, id n at 2 * (n + 1).
      const node = 2 * id + 2;
      if (resident[id] !== 0) {
        const towardsFirst = links[node]!;
        const towardsLast = links[node + 1]!;
        links[towardsFirst + 1] = towardsLast;
        links[towardsLast] = towardsFirst;
      } else {
        misses++;
        if (missed !== null) missed[index] = 1;
        resident[id] = 1;
        if (room > 0) room--;
        else {
          const victim = links[0]!;
          const towardsFirst = links[victim]!;
          links[towardsFirst + 1] = 0;
          links[0] = towardsFirst;
          resident[(victim >> 1) - 1] = 0;
        }
      }
      const second = links[1]!;
      links[node] = 0;
      links[node + 1] = second;
      links[second] = node;
      links[1] = node;
    }
    books.residents = books.occupied = this.capacity - room;
    return misses;
  }
}
