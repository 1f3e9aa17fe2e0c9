import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase } from "./policy_base.ts";
import { Segments } from "./segments.ts";
import { ArcUnits } from "./units/arc_units.ts";

/** ARC. The target is a real number, as in libCacheSim; the paper leaves its rounding open. */
export const arc = definePolicy({
  description: "ARC: two LRUs, asked for once and more often; ghosts of both teach it how to share the space",
  source: "Megiddo, Modha, ARC: a self-tuning, low overhead replacement cache, FAST 2003",
  options: v.strictObject({}),
  create: (context) => new Arc(context),
  replayUnits: ({ capacity }) => new ArcUnits(capacity),
});

const ONCE = 1;
const OFTEN = 2;
const GHOST_ONCE = 3;
const GHOST_OFTEN = 4;

class Arc extends PolicyBase {
  readonly #segments = new Segments(4);
  /** Units that `ONCE` should have. */
  #target = 0;

  constructor(context: PolicyContext) {
    super(context);
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    const segment = this.#segments.of[id]!;
    return segment === ONCE || segment === OFTEN;
  }

  hit(id: number): void {
    const size = this.books.sizeOf(id);
    this.#segments.pull(id, size);
    this.#segments.push(OFTEN, id, size);
  }

  admit(id: number, size: number): boolean {
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    const segments = this.#segments;
    const ghost = segments.of[id]!;
    if (ghost !== 0) {
      this.#learn(ghost);
      segments.pull(id, this.books.sizeOf(id));
    }
    while (!this.books.fits(size)) {
      if (ghost === 0) this.#makeRoom(size);
      else this.#replace(ghost === GHOST_OFTEN);
    }
    segments.push(ghost === 0 ? ONCE : OFTEN, id, size);
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
      const segment = segmentOf[id]!;
      if (segment === OFTEN) this.#segments.refresh(id);
      else if (segment === ONCE) this.hit(id);
      else {
        misses++;
        if (missed !== null) missed[index] = 1;
        this.admit(id, sizes === null ? 1 : sizes[index]!);
      }
    }
    return misses;
  }

  remove(id: number): void {
    if (!(this.#segments.of[id]! > 0)) return;
    const resident = this.has(id);
    this.#segments.pull(id, this.books.sizeOf(id));
    if (resident) this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const sizeOf = (id: number) => this.books.sizeOf(id);
    const [once, often] = [this.#segments.audit(ONCE, sizeOf), this.#segments.audit(OFTEN, sizeOf)];
    this.#segments.audit(GHOST_ONCE, sizeOf);
    this.#segments.audit(GHOST_OFTEN, sizeOf);
    if (!(this.#target >= 0 && this.#target <= this.capacity)) {
      throw new RangeError(`Cannot trust arc: its target must be 0 to ${this.capacity}: received ${this.#target}`);
    }
    this.auditTotals({ residents: once.residents + often.residents, occupied: once.occupied + often.occupied });
  }

  protected grow(ids: number): void {
    this.#segments.grow(ids);
  }

  #learn(ghost: number): void {
    const units = this.#segments.units;
    const [once, often] = [units[GHOST_ONCE]!, units[GHOST_OFTEN]!];
    this.#target = ghost === GHOST_ONCE
      ? Math.min(this.#target + Math.max(often / once, 1), this.capacity)
      : Math.max(this.#target - Math.max(once / often, 1), 0);
  }

  /** An object that nothing is known of: keeps each side's memory within bounds, then replaces. */
  #makeRoom(size: number): void {
    const units = this.#segments.units;
    if (units[ONCE]! + units[GHOST_ONCE]! + size > this.capacity) {
      if (units[GHOST_ONCE]! > 0) {
        this.#forget(GHOST_ONCE);
        this.#replace(false);
      } else {
        const oldest = this.#segments.last(ONCE);
        this.#segments.pull(oldest, this.books.sizeOf(oldest));
        this.books.drop(oldest);
      }
      return;
    }
    if (units[ONCE]! + units[OFTEN]! + units[GHOST_ONCE]! + units[GHOST_OFTEN]! >= 2 * this.capacity) {
      this.#forget(GHOST_OFTEN);
    }
    this.#replace(false);
  }

  #replace(hitGhostOften: boolean): void {
    const segments = this.#segments;
    const once = segments.units[ONCE]!;
    const fromOnce = once > 0 &&
      (once > this.#target || (once === this.#target && hitGhostOften) || segments.units[OFTEN] === 0);
    const victim = segments.last(fromOnce ? ONCE : OFTEN);
    const size = this.books.sizeOf(victim);
    segments.pull(victim, size);
    this.books.demote(victim);
    segments.push(fromOnce ? GHOST_ONCE : GHOST_OFTEN, victim, size);
  }

  #forget(ghosts: number): void {
    const forgotten = this.#segments.last(ghosts);
    if (forgotten < 0) return;
    this.#segments.pull(forgotten, this.books.sizeOf(forgotten));
    this.books.forget(forgotten);
  }
}
