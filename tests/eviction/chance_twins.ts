import { Random } from "../../src/base/random.ts";
import type { Twin } from "./twins.ts";

/** Residents in the order in which the policies' pool keeps them: what leaves is replaced by the last. */
abstract class PoolTwin implements Twin {
  protected readonly pool: { id: number; size: number; count: number; enteredAt: number }[] = [];
  protected readonly random = new Random(1).fork("eviction");
  protected requests = 0;
  constructor(protected readonly capacity: number) {}

  request(id: number, size: number): boolean {
    this.requests++;
    const entry = this.pool.find((one) => one.id === id);
    if (entry) {
      entry.count++;
      return true;
    }
    if (size > this.capacity) return false;
    while (this.pool.reduce((sum, one) => sum + one.size, size) > this.capacity) this.remove(this.victim());
    this.pool.push({ id, size, count: 1, enteredAt: this.requests });
    return false;
  }

  remove(id: number): void {
    const at = this.pool.findIndex((one) => one.id === id);
    if (at < 0) return;
    const last = this.pool.pop()!;
    if (at < this.pool.length) this.pool[at] = last;
  }

  residents(): number[] {
    return this.pool.map(({ id }) => id).sort((a, b) => a - b);
  }

  protected abstract victim(): number;
}

/** Draws as the policy draws. */
export class RandomTwin extends PoolTwin {
  protected override victim(): number {
    return this.pool[this.random.below(this.pool.length)]!.id;
  }
}

/** Draws as the policy draws, with replacement; the first of equals goes. */
export class HyperbolicTwin extends PoolTwin {
  protected override victim(): number {
    const drawn = Array.from({ length: 64 }, () => {
      return this.pool[Math.floor(this.random.uint32() / 2 ** 32 * this.pool.length)]!;
    });
    const rates = drawn.map(({ count, enteredAt }) => count / (this.requests - enteredAt));
    const lowest = Math.min(...rates);
    return lowest === Infinity ? this.pool[0]!.id : drawn[rates.indexOf(lowest)]!.id;
  }
}

/** LeCaR with sorting instead of lists. */
export class LeCaRTwin implements Twin {
  readonly #random = new Random(1).fork("eviction");
  #cached: { id: number; size: number; count: number; askedAt: number }[] = [];
  /** The latest first. */
  #history: { id: number; size: number; byLru: boolean; at: number }[] = [];
  #lru = 0.5;
  #requests = 0;
  constructor(private readonly capacity: number) {}

  request(id: number, size: number): boolean {
    this.#requests++;
    const entry = this.#cached.find((one) => one.id === id);
    if (entry) {
      entry.count++;
      entry.askedAt = this.#requests;
      return true;
    }
    const ghost = this.#history.find((one) => one.id === id);
    if (ghost) this.#regret(ghost);
    this.#history = this.#history.filter((one) => one !== ghost);
    if (size > this.capacity) return false;
    while (sum(this.#cached) + size > this.capacity) this.#evict();
    this.#cached.push({ id, size, count: 1, askedAt: this.#requests });
    return false;
  }

  remove(id: number): void {
    this.#cached = this.#cached.filter((one) => one.id !== id);
    this.#history = this.#history.filter((one) => one.id !== id);
  }

  residents(): number[] {
    return this.#cached.map(({ id }) => id).sort((a, b) => a - b);
  }

  #regret(ghost: { byLru: boolean; at: number }): void {
    const weights = { lru: this.#lru, lfu: 1 - this.#lru };
    const discount = 0.005 ** (1 / this.capacity);
    weights[ghost.byLru ? "lru" : "lfu"] *= Math.exp(-0.45 * discount ** (this.#requests - ghost.at));
    this.#lru = (weights.lru + 1e-10) / (weights.lru + weights.lfu + 2e-10);
  }

  #evict(): void {
    const byLru = this.#random.unit() < this.#lru;
    const [victim] = this.#cached.toSorted((a, b) => (byLru ? 0 : a.count - b.count) || a.askedAt - b.askedAt);
    this.#cached = this.#cached.filter((one) => one !== victim);
    this.#history.unshift({ id: victim!.id, size: victim!.size, byLru, at: this.#requests });
    while (sum(this.#history) > this.capacity) this.#history.pop();
  }
}

function sum(entries: readonly { size: number }[]): number {
  return entries.reduce((total, { size }) => total + size, 0);
}
