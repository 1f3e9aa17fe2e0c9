import { EventHeap } from "../base/event_heap.ts";
import type { Clock } from "./clock.ts";
import { TIMED_OUT } from "./instructions.ts";
import { nextOf, type Performed } from "./frame.ts";
import type { Launch, Operation, Outside, Park } from "./operation.ts";
import { abandon, adopt, type Siblings } from "./siblings.ts";
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
  /** Ready tasks stand from #readyFrom to #readyTo. The array is never cut: an emptied one would be allocated anew for each event. */
  readonly #ready: (Task<unknown> | undefined)[] = [];
  #readyFrom = 0;
  #readyTo = 0;
  /** Tasks without a parent, linked as siblings are, the newest first. */
  readonly #roots: Siblings = { firstChild: undefined };

  constructor(world: World) {
    this.#world = world;
  }

  /** When the next sleeping task is due; +Infinity when none sleeps. */
  get nextDueMs(): number {
    return this.#sleeping.peekDue();
  }

  get hasReady(): boolean {
    return this.#readyFrom < this.#readyTo;
  }

  /** Starts a task without a parent. It first runs at the next `drain`. */
  start<T>(operation: Operation<T>, name: string): Task<T> {
    const task = new Task(this, operation, name, undefined);
    adopt(this.#roots, task as Task<unknown>);
    this.#enqueue(task as Task<unknown>);
    return task;
  }

  /** Runs ready tasks until none is. */
  drain(): void {
    while (this.#readyFrom < this.#readyTo) {
      const task = this.#ready[this.#readyFrom]!;
      this.#ready[this.#readyFrom++] = undefined;
      if (this.#readyFrom === this.#readyTo) this.#readyFrom = this.#readyTo = 0;
      if (task.state === "ready") this.#step(task);
    }
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
      if (!task.firstChild || task.waitingFor || task.joined) {
        const label = `${task.name} waits for ${waitedFor(task)}`;
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
      for (let child = task.firstChild; child; child = child.nextSibling) visit(child);
    };
    for (const root of this.#oldestFirst()) visit(root);
    return [...counts].slice(0, 8).map(([label, count]) => count > 1 ? `${label} (${count} times)` : label).join("; ");
  }

  /** Halts every task that is left. */
  haltAll(): void {
    for (const root of this.#oldestFirst()) this.halt(root);
  }

  #oldestFirst(): Task<unknown>[] {
    const roots: Task<unknown>[] = [];
    for (let root = this.#roots.firstChild; root; root = root.nextSibling) roots.push(root);
    return roots.reverse();
  }

  #enqueue(task: Task<unknown>): void {
    task.state = "ready";
    if (this.#readyFrom > 1024 && this.#readyFrom * 2 > this.#readyTo) this.#moveReady();
    this.#ready[this.#readyTo++] = task;
    this.#world.workArrived();
  }

  /** Tasks that make others ready without end would let the queue grow without end. */
  #moveReady(): void {
    this.#ready.copyWithin(0, this.#readyFrom, this.#readyTo);
    this.#readyTo -= this.#readyFrom;
    this.#readyFrom = 0;
    this.#ready.fill(undefined, this.#readyTo);
  }

  #stopWaiting(task: Task<unknown>, undo: boolean): void {
    task.epoch++;
    if (task.timer >= 0) {
      this.#sleeping.remove(task.timer);
      task.timer = -1;
    }
    if (task.joined !== undefined) {
      if (undo) task.joined.dropJoiner(task);
      task.joined = undefined;
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

  /** Lets a task run until it waits or is over. Its `resumeWith` and `inbox` tell what the topmost frame is given. */
  #step(task: Task<unknown>): void {
    task.state = "running";
    for (;;) {
      try {
        const operation = nextOf(task);
        if (operation === undefined) {
          if (task.frame === undefined) break;
        } else {
          if (task.isHalting && !task.isReturning) {
            // Halted while it ran: it must not begin to wait for anything more.
            task.state = "waiting";
            if (task.firstChild === undefined) this.#enqueueReturn(task);
            return;
          }
          const answer = this.#perform(task, operation);
          if (task.state !== "running") return;
          task.inbox = answer;
        }
      } catch (error) {
        task.state = "running";
        task.waitingFor = "";
        task.resumeWith = "throw";
        task.inbox = error;
      }
    }
    const outcome = task.inbox;
    task.inbox = undefined;
    this.#end(task, task.resumeWith === "throw" ? "failed" : "done", outcome);
  }

  /** @returns the answer, if the task goes on at once (its state is then still "running"). */
  #perform(task: Task<unknown>, instruction: Performed): unknown {
    switch (instruction.kind) {
      case "now":
        return this.#world.nowMs();
      case "sleep":
        task.state = "waiting";
        task.timer = this.#sleeping.push(this.#world.nowMs() + instruction.ms, task);
        return undefined;
      case "sleep-then":
        task.state = "waiting";
        instruction.below = task.frame;
        task.frame = instruction;
        task.timer = this.#sleeping.push(this.#world.nowMs() + instruction.ms, task);
        return undefined;
      case "join": {
        const { task: target } = instruction;
        task.state = "waiting";
        task.joined = target;
        const waiter = new Waiter<unknown>(this, task);
        if (target.isOver) target.tell(waiter);
        else target.linkJoiner(waiter);
        return undefined;
      }
      case "launch": {
        const target = instruction.running() ?? this.#launch(instruction);
        task.state = "waiting";
        task.joined = target;
        const waiter = new Waiter<unknown>(this, task);
        if (target.isOver) target.tell(waiter);
        else target.linkJoiner(waiter);
        return undefined;
      }
      case "park":
        return this.#park(task, instruction);
      case "spawn": {
        const parent = instruction.detached ? undefined : task;
        const child = new Task(this, instruction.operation, instruction.name, parent);
        adopt(parent ?? this.#roots, child);
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

  #launch(launch: Launch<unknown>): Task<unknown> {
    const task = new Task(this, launch, launch.name, undefined);
    task.launch = launch;
    adopt(this.#roots, task);
    launch.started(task);
    this.#enqueue(task);
    return task;
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
    const first = task.firstJoiner;
    task.firstJoiner = task.lastJoiner = undefined;
    for (let joiner = first; joiner; joiner = joiner.next) task.tell(joiner);
    const isUnhandled = task.state === "failed" && first === undefined && !task.onEnd && !task.launch;
    const parent = task.parent;
    if (parent === undefined) {
      abandon(this.#roots, task);
      task.launch?.ended();
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

function waitedFor(task: Task<unknown>): string {
  return task.joined ? `the end of ${task.joined.name}` : task.waitingFor || "nothing";
}
