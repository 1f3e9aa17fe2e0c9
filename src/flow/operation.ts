import type { Task } from "./task.ts";
import type { Waiter } from "./waiter.ts";

/**
 * Something that may take time: run it with `yield*` inside a flow. A generator is one, and so are the five instructions and
 * everything built from them. The models are SimPy's processes and Effection's operations.
 */
export interface Operation<T> {
  [Symbol.iterator](): Iterator<Instruction, T, unknown>;
}

/** What a `function*` that takes time returns. */
export type Flow<T> = Generator<Instruction, T, unknown>;

/** The closed set of things that a flow can ask of the interpreter. */
export type Instruction = Now | Sleep | SleepThen<unknown> | Park<unknown> | Spawn<unknown> | Outside<unknown>;

/**
 * The one-step iterator behind every instruction: it is its own iterator, yields itself, and returns what the interpreter
 * answers. Without `throw`, `yield*` would replace a true error by "the iterator does not provide a throw method".
 */
abstract class Step<T> implements Operation<T>, Iterator<Instruction, T, unknown> {
  #asked = false;

  next(answer: unknown): IteratorResult<Instruction, T> {
    if (this.#asked) return { done: true, value: answer as T };
    this.#asked = true;
    return { done: false, value: this as unknown as Instruction };
  }

  throw(error: unknown): never {
    throw error;
  }

  return(value?: unknown): IteratorResult<Instruction, T> {
    return { done: true, value: value as T };
  }

  [Symbol.iterator](): this {
    this.#asked = false;
    return this;
  }
}

export class Now extends Step<number> {
  readonly kind = "now";
}

export class Sleep extends Step<void> {
  readonly kind = "sleep";
  constructor(readonly ms: number) {
    super();
  }
}

/** A sleep that ends with a value, computed when it ends. */
export class SleepThen<T> extends Step<T> {
  readonly kind = "sleep";
  readonly #compute: () => T;
  #asleep = false;
  constructor(readonly ms: number, compute: () => T) {
    super();
    this.#compute = compute;
  }

  override next(answer: unknown): IteratorResult<Instruction, T> {
    if (this.#asleep) return { done: true, value: this.#compute() };
    this.#asleep = true;
    return super.next(answer);
  }
}

export class Park<T> extends Step<T> {
  readonly kind = "park";
  constructor(
    readonly waitingFor: string,
    readonly begin: (waiter: Waiter<T>) => (() => void) | void,
    readonly limitMs: number,
  ) {
    super();
  }
}

export class Spawn<T> extends Step<Task<T>> {
  readonly kind = "spawn";
  constructor(readonly operation: Operation<T>, readonly name: string, readonly detached: boolean) {
    super();
  }
}

export class Outside<T> extends Step<T> {
  readonly kind = "outside";
  constructor(readonly name: string, readonly start: (signal: AbortSignal) => PromiseLike<T>) {
    super();
  }
}
