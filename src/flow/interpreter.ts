import { EventHeap } from "../base/event_heap.ts";
import type { Clock } from "./clock.ts";
import { TIMED_OUT } from "./instructions.ts";
import type { Instruction, Operation, Outside, Park } from "./operation.ts";
import { Task } from "./task.ts";
import { Waiter } from "./waiter.ts";

/** What a world adds to the interpreter. */
export interface World extends Clock {
  /** Starts a real promise, or refuses. */
  outside(instruction: Outside<unknown>, waiter: Waiter<unknown>): () => void;
  /** Called when a task became ready: a live world arranges for `drain`. */
  workArrived(): void;
  /** A background task failed and nobody joined it. */
  unhandled(error: unknown): void;
}

/**
 * Runs flows. One for both worlds: a first-in-first-out queue of ready tasks (waking by direct call would overflow the stack)
 * and a heap of sleeping ones, ordered by (due, sequence). The heap holds tasks, not closures.
 */
export class Interpreter {
  readonly #world: World;
  readonly #sleeping = new EventHeap<Task<unknown>>();
  #ready: Task<unknown>[] = [];
  #readyFrom = 0;
  readonly #roots = new Set<Task<unknown>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** When the next sleeping task is due; +Infinity when none sleeps. */
  get nextDueMs(): number {
    return this.#sleeping.peekDue();
  }

  get hasReady(): boolean {
    return this.#readyFrom < this.#ready.length;
  }

  /** Starts a task without a parent. It first runs at the next `drain`. */
  start<T>(operation: Operation<T>, name: string): Task<T> {
    const task = new Task(this, operation, { name, parent: undefined });
    this.#roots.add(task as Task<unknown>);
    this.#enqueue(task as Task<unknown>);
    return task;
  }

  /** Runs ready tasks until none is. */
  drain(): void {
    while (this.#readyFrom < this.#ready.length) {
      const task = this.#ready[this.#readyFrom]!;
      this.#readyFrom++;
      if (this.#readyFrom > 1024 && this.#readyFrom * 2 > this.#ready.length) {
        this.#ready = this.#ready.slice(this.#readyFrom);
        this.#readyFrom = 0;
      }
      if (task.state === "ready") this.#step(task);
    }
    this.#ready.length = 0;
    this.#readyFrom = 0;
  }

  /** Wakes the sleeping tasks that are due at `nowMs`, in their order. */
  wakeDue(nowMs: number): void {
    while (this.#sleeping.peekDue() <= nowMs) {
      const task = this.#sleeping.pop()!;
      task.timer = -1;
      this.wake(task, "next", task.waitingFor === "" ? undefined : TIMED_OUT);
    }
  }

  /** Lets a waiting task go on. What it waited for is undone. */
  wake(task: Task<unknown>, how: "next" | "throw", value: unknown): void {
    this.#stopWaiting(task, value === TIMED_OUT);
    task.resumeWith = how;
    task.inbox = value;
    this.#enqueue(task);
  }

  /** Asks a task to end: its children first, then its own `finally` blocks. */
  halt(task: Task<unknown>): void {
    if (task.isOver || task.isHalting) return;
    task.isHalting = true;
    for (let child = task.firstChild; child; child = child.nextSibling) this.halt(child);
    // A body that is over only waits for its children; one that is running notices at its next instruction.
    if (task.state === "draining" || task.state === "running") return;
    this.#stopWaiting(task, true);
    task.state = "waiting";
    if (task.firstChild === undefined) this.#enqueueReturn(task);
  }

  /** The names of what the waiting tasks wait for, each with its count, for error messages. */
  waitingFor(): string {
    const counts = new Map<string, number>();
    const visit = (task: Task<unknown>) => {
      if (!task.firstChild || task.waitingFor) {
        const label = `${task.name} waits for ${task.waitingFor || "nothing"}`;
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
      for (let child = task.firstChild; child; child = child.nextSibling) visit(child);
    };
    for (const root of this.#roots) visit(root);
    return [...counts].slice(0, 8).map(([label, count]) => count > 1 ? `${label} (${count} times)` : label).join("; ");
  }

  /** Halts every task that is left. */
  haltAll(): void {
    for (const root of [...this.#roots]) this.halt(root);
  }

  #enqueue(task: Task<unknown>): void {
    task.state = "ready";
    this.#ready.push(task);
    this.#world.workArrived();
  }

  #stopWaiting(task: Task<unknown>, undo: boolean): void {
    task.epoch++;
    if (task.timer >= 0) {
      this.#sleeping.remove(task.timer);
      task.timer = -1;
    }
    const undoing = task.undo;
    task.undo = undefined;
    task.waitingFor = "";
    if (undo && undoing) undoing();
  }

  #enqueueReturn(task: Task<unknown>): void {
    task.isReturning = true;
    task.resumeWith = "return";
    this.#enqueue(task);
  }

  #step(task: Task<unknown>): void {
    const iterator = task.iterator;
    let how = task.resumeWith;
    let value = task.inbox;
    task.inbox = undefined;
    task.state = "running";
    try {
      for (;;) {
        const result = how === "next"
          ? iterator.next(value)
          : how === "throw"
          ? throwInto(iterator, value)
          : returnInto(iterator);
        if (result.done) return this.#end(task, "done", result.value);
        if (task.isHalting && !task.isReturning) {
          // Halted while it ran: it must not begin to wait for anything more.
          task.state = "waiting";
          if (task.firstChild === undefined) this.#enqueueReturn(task);
          return;
        }
        how = "next";
        value = this.#perform(task, result.value);
        if (task.state !== "running") return;
      }
    } catch (error) {
      this.#end(task, "failed", error);
    }
  }

  /** @returns the answer, if the task goes on at once (its state is then still "running"). */
  #perform(task: Task<unknown>, instruction: Instruction): unknown {
    switch (instruction.kind) {
      case "now":
        return this.#world.nowMs();
      case "sleep":
        task.state = "waiting";
        task.timer = this.#sleeping.push(this.#world.nowMs() + instruction.ms, task);
        return undefined;
      case "park":
        return this.#park(task, instruction);
      case "spawn": {
        const parent = instruction.detached ? undefined : task;
        const child = new Task(this, instruction.operation, { name: instruction.name, parent });
        if (parent) adopt(parent, child);
        else this.#roots.add(child);
        this.#enqueue(child);
        return child;
      }
      case "outside":
        task.state = "waiting";
        task.waitingFor = instruction.name;
        task.undo = this.#world.outside(instruction, new Waiter(this, task));
        return undefined;
      default:
        return instruction satisfies never;
    }
  }

  #park(task: Task<unknown>, instruction: Park<unknown>): void {
    task.state = "waiting";
    task.waitingFor = instruction.waitingFor;
    const epoch = task.epoch;
    const undo = instruction.begin(new Waiter(this, task));
    if (task.epoch !== epoch) return;
    task.undo = undo ?? undefined;
    if (instruction.limitMs < Infinity) {
      task.timer = this.#sleeping.push(this.#world.nowMs() + instruction.limitMs, task);
    }
  }

  /** The body is over: its children end before the task does. */
  #end(task: Task<unknown>, how: "done" | "failed", outcome: unknown): void {
    task.epoch++;
    task.outcome = outcome;
    task.ending = how === "done" && task.isReturning ? "halted" : how;
    if (how === "done" && task.childFailure) {
      task.ending = "failed";
      task.outcome = task.childFailure.error;
    }
    if (task.firstChild === undefined) return this.#settle(task);
    task.state = "draining";
    for (let child: Task<unknown> | undefined = task.firstChild; child; child = child.nextSibling) this.halt(child);
  }

  #settle(task: Task<unknown>): void {
    task.state = task.ending;
    const joiners = task.joiners;
    task.joiners = undefined;
    if (joiners) { for (const joiner of joiners) task.tell(joiner); }
    const isUnhandled = task.state === "failed" && !joiners?.length && !task.onEnd;
    const parent = task.parent;
    if (parent === undefined) {
      this.#roots.delete(task);
      task.onEnd?.(task);
      if (isUnhandled) this.#world.unhandled(task.outcome);
      return;
    }
    abandon(parent, task);
    if (isUnhandled) this.#failByChild(parent, task.outcome);
    if (parent.firstChild !== undefined) return;
    if (parent.state === "draining") this.#settle(parent);
    else if (parent.isHalting && !parent.isReturning && parent.state === "waiting") this.#enqueueReturn(parent);
  }

  /** A child failed and nobody joined it: the parent's body is ended and the parent fails with that error. */
  #failByChild(parent: Task<unknown>, error: unknown): void {
    if (parent.state === "draining" && parent.ending !== "failed") {
      parent.ending = "failed";
      parent.outcome = error;
      return;
    }
    parent.childFailure ??= { error };
    this.halt(parent);
  }
}

function throwInto(
  iterator: Iterator<Instruction, unknown, unknown>,
  error: unknown,
): IteratorResult<Instruction, unknown> {
  if (iterator.throw) return iterator.throw(error);
  throw error;
}

function returnInto(iterator: Iterator<Instruction, unknown, unknown>): IteratorResult<Instruction, unknown> {
  return iterator.return ? iterator.return(undefined) : { done: true, value: undefined };
}

function adopt(parent: Task<unknown>, child: Task<unknown>): void {
  const first = parent.firstChild;
  child.nextSibling = first;
  if (first) first.previousSibling = child;
  parent.firstChild = child;
}

function abandon(parent: Task<unknown>, child: Task<unknown>): void {
  if (child.previousSibling) child.previousSibling.nextSibling = child.nextSibling;
  else parent.firstChild = child.nextSibling;
  if (child.nextSibling) child.nextSibling.previousSibling = child.previousSibling;
  child.previousSibling = child.nextSibling = undefined;
}
