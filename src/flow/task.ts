import { rethrowHalt } from "./halt.ts";
import type { Frame } from "./frame.ts";
import { type Instruction, Join, type Launch, type Operation } from "./operation.ts";
import type { Interpreter } from "./interpreter.ts";
import { Waiter } from "./waiter.ts";

/** How a task goes on: with a value, with an error, or to its end. */
export type Resumption = "next" | "throw" | "return";

export type TaskState = "waiting" | "ready" | "running" | "draining" | "done" | "failed" | "halted";

/** Thrown into whoever joins a task that was halted. */
export class Halted extends Error {
  override readonly name = "Halted";
  readonly code = "halted";
}

/**
 * A running flow. `yield* task` joins it: gives its value or throws its error. The fields are the interpreter's own books;
 * a flow uses `halt` and joins.
 */
export class Task<T> implements Operation<T> {
  readonly name: string;
  readonly parent: Task<unknown> | undefined;
  readonly interpreter: Interpreter;
  /** What it begins with; undefined once it has begun. */
  operation: Operation<T> | undefined;
  /** What started it, when it is shared; told of its end, its failure then counts as handled. */
  launch: Launch<T> | undefined = undefined;
  /** What it goes on with when what it waits for is over. */
  frame: Frame | undefined = undefined;
  state: TaskState = "ready";
  /** Raised at each wake-up: what it waited for before cannot wake it any more. */
  epoch = 0;
  resumeWith: Resumption = "next";
  inbox: unknown = undefined;
  /** Handle in the event heap, -1 for none. */
  timer = -1;
  waitingFor = "";
  undo: (() => void) | undefined = undefined;
  /** The task whose end it waits for. */
  joined: Task<unknown> | undefined = undefined;
  /** Somebody asked it to end. */
  isHalting = false;
  /** `return` was called on its body, or will be at its next step. */
  isReturning = false;
  /** The first error of a child that nobody joined. */
  childFailure: { error: unknown } | undefined = undefined;
  /** Value or error, once the body is over. */
  outcome: unknown = undefined;
  /** How the body ended, while its children are still ending. */
  ending: "done" | "failed" | "halted" = "done";
  /** Told of the end of a task without a parent; its failure then counts as handled. */
  onEnd: ((task: Task<T>) => void) | undefined = undefined;
  /** Who waits for its end, linked in the order in which they came. */
  firstJoiner: Waiter<unknown> | undefined = undefined;
  lastJoiner: Waiter<unknown> | undefined = undefined;
  firstChild: Task<unknown> | undefined = undefined;
  previousSibling: Task<unknown> | undefined = undefined;
  nextSibling: Task<unknown> | undefined = undefined;

  constructor(
    interpreter: Interpreter,
    operation: Operation<T>,
    name: string,
    parent: Task<unknown> | undefined,
  ) {
    this.interpreter = interpreter;
    this.operation = operation;
    this.name = name;
    this.parent = parent;
  }

  get isOver(): boolean {
    return this.state === "done" || this.state === "failed" || this.state === "halted";
  }

  [Symbol.iterator](): Iterator<Instruction, T, unknown> {
    return this.join()[Symbol.iterator]();
  }

  /** Waits for its end: its value, or throws its error, or Halted. */
  join(): Operation<T> {
    return new Join(this);
  }

  /** Registers a waiter for this task's end. @returns what takes it back. */
  addJoiner(waiter: Waiter<T>): (() => void) | void {
    const joiner = waiter as Waiter<unknown>;
    if (this.isOver) return this.tell(joiner);
    this.linkJoiner(joiner);
    return () => this.dropJoiner(joiner.task);
  }

  /** As `addJoiner` on a task that is not over, without what takes it back. */
  linkJoiner(joiner: Waiter<unknown>): void {
    if (this.lastJoiner === undefined) this.firstJoiner = joiner;
    else this.lastJoiner.next = joiner;
    this.lastJoiner = joiner;
  }

  /** Takes back what `addJoiner` registered for a task. */
  dropJoiner(task: Task<unknown>): void {
    let before: Waiter<unknown> | undefined;
    for (let joiner = this.firstJoiner; joiner; before = joiner, joiner = joiner.next) {
      if (joiner.task !== task) continue;
      if (before === undefined) this.firstJoiner = joiner.next;
      else before.next = joiner.next;
      if (this.lastJoiner === joiner) this.lastJoiner = before;
      return;
    }
  }

  /** Halts the task and its children; over when all their `finally` blocks are. Harmless on a task that is over. */
  *halt(): Generator<Instruction, void, unknown> {
    if (this.isOver) return;
    this.interpreter.halt(this as Task<unknown>);
    try {
      yield* this.join();
    } catch (error) {
      rethrowHalt(error);
      if (!(error instanceof Halted)) throw error;
    }
  }

  /** Tells a joiner how the task ended. */
  tell(joiner: Waiter<unknown>): void {
    if (this.state === "done") joiner.resume(this.outcome);
    else if (this.state === "failed") joiner.fail(this.outcome);
    else {joiner.fail(
        new Halted(`Cannot join ${this.name}: it must not be halted before its end: received a halted task`),
      );}
  }
}
