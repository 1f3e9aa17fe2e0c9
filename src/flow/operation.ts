import type { Frame } from "./frame.ts";
import type { Task } from "./task.ts";
import type { Waiter } from "./waiter.ts";

/**
 * Something that may take time: run it with `yield*` inside a flow. A generator is one, and so are the five instructions and
 * everything built from them. The models are SimPy's processes and Effection's operations.
 */
export interface Operation<T> {
  /** Set by what the interpreter performs without asking for an iterator; a generator has none. */
  readonly kind?: Instruction["kind"];
  [Symbol.iterator](): Iterator<Instruction, T, unknown>;
}

/** What a `function*` that takes time returns. */
export type Flow<T> = Generator<Instruction, T, unknown>;

/**
 * The closed set of things that a flow can ask of the interpreter: the five instructions, a join (a park that needs no closures),
 * a launch (a spawn and a join), and a chain or a value, which it runs on frames of its own.
 */
export type Instruction =
  | Now
  | Sleep
  | SleepThen<unknown>
  | Park<unknown>
  | Join<unknown>
  | Spawn<unknown>
  | Launch<unknown>
  | Outside<unknown>
  | Chain
  | Immediate<unknown>;

/** An operation that the interpreter performs itself. It has no fields of its own: those would make its making slow. */
abstract class Step<T> implements Operation<T> {
  abstract readonly kind: Instruction["kind"];

  [Symbol.iterator](): Iterator<Instruction, T, unknown> {
    return new Asking(this as unknown as Instruction);
  }
}

/**
 * The one-step iterator behind every instruction: it yields the instruction and returns what the interpreter answers. Without
 * `throw`, `yield*` would replace a true error by "the iterator does not provide a throw method".
 */
class Asking<T> implements Iterator<Instruction, T, unknown>, IteratorYieldResult<Instruction> {
  readonly done = false;
  #isAsked = false;

  constructor(readonly value: Instruction) {}

  /** The object is its own first result. */
  next(answer: unknown): IteratorResult<Instruction, T> {
    if (this.#isAsked) return { done: true, value: answer as T };
    this.#isAsked = true;
    return this;
  }

  throw(error: unknown): never {
    throw error;
  }

  return(value?: unknown): IteratorResult<Instruction, T> {
    return { done: true, value: value as T };
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
  readonly kind = "sleep-then";
  below: Frame | undefined = undefined;
  constructor(readonly ms: number, readonly compute: () => T) {
    super();
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

/** Waits for a task's end. */
export class Join<T> extends Step<T> {
  readonly kind = "join";
  constructor(readonly task: Task<T>) {
    super();
  }
}

/** An operation that has its value already. The object is its own iterator and its own result. */
export class Immediate<T> implements Operation<T>, Iterator<never, T, unknown>, IteratorReturnResult<T> {
  readonly kind = "immediate";
  readonly done = true;
  constructor(readonly value: T) {}

  next(): IteratorReturnResult<T> {
    return this;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** One operation and then what is made of its value. It is itself the frame that waits for the first one. */
export class Chain extends Step<unknown> {
  readonly kind = "chain";
  below: Frame | undefined = undefined;
  constructor(
    readonly first: Operation<unknown>,
    readonly then: (value: unknown) => Operation<unknown>,
    readonly onError: ((error: unknown) => Operation<unknown>) | undefined,
    readonly onHalt: (() => void) | undefined,
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

/**
 * Waits for the end of a task that others wait for too, and starts it when nobody has: a spawn and a join in one object, which is also
 * what the task begins with.
 */
export abstract class Launch<T> extends Step<T> {
  readonly kind = "launch";
  constructor(readonly name: string) {
    super();
  }
  /** The task under way; undefined when this is to start one. */
  abstract running(): Task<T> | undefined;
  /** Told of the task that was started, before it runs. */
  abstract started(task: Task<T>): void;
  /** What the task runs; asked when it begins. */
  abstract begin(): Operation<T>;
  /** The started task is over. */
  abstract ended(): void;
}

export class Outside<T> extends Step<T> {
  readonly kind = "outside";
  constructor(readonly name: string, readonly start: (signal: AbortSignal) => PromiseLike<T>) {
    super();
  }
}
