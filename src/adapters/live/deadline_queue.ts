import { clearTimeout, setTimeout } from "node:timers";
import { DeadlineExceeded } from "../../flow/timeout.ts";

/** Something that must be over in time. */
interface Pending {
  dueMs: number;
  isOver: boolean;
  expire(error: DeadlineExceeded): void;
}

/**
 * One deadline for many operations: since all have the same limit, they are due in the order in which they began, and one timer
 * is enough for them all.
 */
export class DeadlineQueue {
  readonly #limitMs: number;
  readonly #what: string;
  readonly #pending: Pending[] = [];
  #head = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limitMs: number, what: string) {
    this.#limitMs = limitMs;
    this.#what = what;
  }

  /** @returns what is to be called when the operation is over. */
  begin(expire: (error: DeadlineExceeded) => void): () => void {
    const pending: Pending = { dueMs: performance.now() + this.#limitMs, isOver: false, expire };
    this.#pending.push(pending);
    if (this.#timer === undefined) this.#arm(this.#limitMs);
    return () => {
      pending.isOver = true;
      if (this.#pending[this.#head] === pending) this.#skipOver();
    };
  }

  /** @throws DeadlineExceeded when the promise is not settled in time. */
  within<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const over = this.begin(reject);
      promise.then((value) => {
        over();
        resolve(value);
      }, (error) => {
        over();
        reject(error);
      });
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const left = this.#pending.splice(0).slice(this.#head);
    this.#head = 0;
    for (const pending of left) if (!pending.isOver) pending.expire(this.#error());
  }

  #arm(delayMs: number): void {
    this.#timer = setTimeout(() => this.#look(), Math.ceil(delayMs));
  }

  #look(): void {
    this.#timer = undefined;
    const nowMs = performance.now();
    this.#skipOver();
    while (this.#head < this.#pending.length && this.#pending[this.#head]!.dueMs <= nowMs) {
      const pending = this.#pending[this.#head++]!;
      pending.isOver = true;
      pending.expire(this.#error());
      this.#skipOver();
    }
    if (this.#head < this.#pending.length) this.#arm(Math.max(1, this.#pending[this.#head]!.dueMs - nowMs));
  }

  #skipOver(): void {
    while (this.#head < this.#pending.length && this.#pending[this.#head]!.isOver) this.#head++;
    if (this.#head === this.#pending.length) {
      this.#pending.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024) {
      this.#pending.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #error(): DeadlineExceeded {
    return new DeadlineExceeded(
      `Cannot wait for ${this.#what} any longer: it must answer within ${this.#limitMs} ms: received nothing`,
    );
  }
}
