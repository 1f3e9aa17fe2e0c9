import type { WebReply } from "../ports/http.ts";

/** A reply that a client keeps, as it is given again. */
export interface KeptReply {
  readonly reply: WebReply;
  readonly keptAtMs: number;
}

/** What one client's service worker keeps: bounded, what was brought longest ago goes first. O(1) an operation. */
export class KeptReplies {
  readonly #most: number;
  readonly #byPath = new Map<string, KeptReply>();

  /** @param most Replies kept, from 1. */
  constructor(most: number) {
    if (!(Number.isInteger(most) && most >= 1)) {
      throw new RangeError(`Cannot keep replies: their number must be a whole number from 1: received ${most}`);
    }
    this.#most = most;
  }

  get size(): number {
    return this.#byPath.size;
  }

  get(path: string): KeptReply | undefined {
    return this.#byPath.get(path);
  }

  set(path: string, reply: WebReply, keptAtMs: number): void {
    this.#byPath.delete(path);
    this.#byPath.set(path, { reply, keptAtMs });
    if (this.#byPath.size <= this.#most) return;
    for (const oldest of this.#byPath.keys()) {
      this.#byPath.delete(oldest);
      return;
    }
  }

  delete(path: string): void {
    this.#byPath.delete(path);
  }
}
