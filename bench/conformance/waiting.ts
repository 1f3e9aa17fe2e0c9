import type { OpenOptions, Stage, Subject } from "./library.ts";

/** What `within` gives when nothing else came in time. */
export const PENDING = Symbol("pending");

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a promise gives, or PENDING when it gave nothing in time; the promise is then left to itself. */
export async function within<T>(limitMs: number, promise: Promise<T>): Promise<T | typeof PENDING> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  promise.catch(() => {});
  try {
    return await Promise.race([
      promise,
      new Promise<typeof PENDING>((resolve) => timer = setTimeout(resolve, limitMs, PENDING)),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again. @returns whether it held in time. */
export async function becomes(limitMs: number, holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  while (!await holds()) {
    if (performance.now() > endMs) return false;
    await pause(5);
  }
  return true;
}

/** Two instances of one application, once both reach their Redis: what a case finds is then no matter of connecting. */
export async function connected(stage: Stage, options: OpenOptions): Promise<[Subject, Subject]> {
  const [one, other] = [stage.open(options), stage.open(options)];
  let turn = 0;
  await becomes(stage.patienceMs, async () => {
    const key = `warm${turn++}`;
    await within(stage.patienceMs, one.set(key, turn)).catch(() => {});
    // Some write behind the caller's back.
    await pause(10);
    return await within(stage.patienceMs, other.get(key)).catch(() => undefined) === turn;
  });
  return [one, other];
}

/** Work that goes on until the case lets it: no case depends on how long anything takes. */
export class Gate {
  readonly #opened = Promise.withResolvers<void>();
  /** How many came to it. */
  arrivals = 0;

  async pass<T>(value: T): Promise<T> {
    this.arrivals++;
    await this.#opened.promise;
    return value;
  }

  open(): void {
    this.#opened.resolve();
  }
}
