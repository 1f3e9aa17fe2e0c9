import { HALT } from "./halt.ts";
import type { Chain, Immediate, Instruction, Operation, SleepThen } from "./operation.ts";
import type { Task } from "./task.ts";

/**
 * What a task goes on with when the thing it waits for is over, linked to what comes after that. The interpreter resumes the
 * topmost one only: how deep a request's way is does not matter to an event at its end.
 */
export type Frame = IteratorFrame | Chain | SleepThen<unknown>;

/** What is left for the interpreter to do: chains and values are done with frames alone. */
export type Performed = Exclude<Instruction, Chain | Immediate<unknown>>;

/** A generator (or another iterator) that is under way. */
export class IteratorFrame {
  readonly kind = "iterator";
  /** It was halted: when it is over the frames below are unwound too. */
  isReturning = false;
  constructor(readonly iterator: Iterator<Instruction, unknown, unknown>, readonly below: Frame | undefined) {}
}

/**
 * Gives the topmost frame what its task was resumed with, and so on until something has to be performed.
 *
 * @returns undefined when a value was found or a frame is over: the next one goes on with it, if there is one.
 */
export function nextOf(task: Task<unknown>): Performed | undefined {
  let operation = task.operation;
  if (operation === undefined) {
    const frame = task.frame;
    if (frame === undefined) return undefined;
    // Whatever happens in it, its frame is no longer there; an iterator that goes on puts it back.
    task.frame = frame.below;
    operation = frame.kind === "iterator"
      ? advance(task, frame)
      : frame.kind === "chain"
      ? goOn(task, frame)
      : wakeUp(task, frame);
    if (operation === undefined) return undefined;
  } else {
    task.operation = undefined;
    // Halted before it began: nothing of it runs.
    if (task.resumeWith === "return") return undefined;
    if (task.launch !== undefined) operation = task.launch.begin();
  }
  return descend(task, operation);
}

/** Puts the chains and iterators that an operation begins with on the stack. */
function descend(task: Task<unknown>, begun: Operation<unknown>): Performed | undefined {
  let operation = begun;
  while (operation.kind === "chain") {
    const chain = operation as Chain;
    chain.below = task.frame;
    task.frame = chain;
    operation = chain.first;
  }
  if (operation.kind === undefined) {
    task.frame = new IteratorFrame(operation[Symbol.iterator](), task.frame);
    task.inbox = undefined;
    return undefined;
  }
  if (operation.kind !== "immediate") return operation as Performed;
  task.inbox = (operation as Immediate<unknown>).value;
  return undefined;
}

function advance(task: Task<unknown>, frame: IteratorFrame): Instruction | undefined {
  if (task.resumeWith === "return" || frame.isReturning) return unwind(task, frame);
  return follow(task, frame, resumed(task, frame));
}

/** As long as a halted flow's `finally` blocks take time it is resumed as usual; what it was halted with comes out at its end. */
function unwind(task: Task<unknown>, frame: IteratorFrame): Instruction | undefined {
  try {
    if (task.resumeWith !== "return" || frame.isReturning) return follow(task, frame, resumed(task, frame));
    frame.isReturning = true;
    task.inbox = undefined;
    return follow(task, frame, halted(frame.iterator));
  } catch (error) {
    if (error !== HALT) throw error;
    task.resumeWith = "return";
    task.inbox = undefined;
    return undefined;
  }
}

function halted(iterator: Iterator<Instruction, unknown, unknown>): IteratorResult<Instruction, unknown> {
  if (iterator.throw) return iterator.throw(HALT);
  return iterator.return ? iterator.return(undefined) : { done: true, value: undefined };
}

function follow(
  task: Task<unknown>,
  frame: IteratorFrame,
  result: IteratorResult<Instruction, unknown>,
): Instruction | undefined {
  task.resumeWith = "next";
  if (result.done) {
    if (frame.isReturning) task.resumeWith = "return";
    task.inbox = result.value;
    return undefined;
  }
  task.frame = frame;
  return result.value;
}

function resumed(task: Task<unknown>, frame: IteratorFrame): IteratorResult<Instruction, unknown> {
  const { iterator } = frame;
  const given = task.inbox;
  task.inbox = undefined;
  if (task.resumeWith === "next") return iterator.next(given);
  if (iterator.throw) return iterator.throw(given);
  throw given;
}

function goOn(task: Task<unknown>, chain: Chain): Operation<unknown> | undefined {
  if (task.resumeWith === "next") return chain.then(task.inbox);
  if (task.resumeWith === "return") {
    chain.onHalt?.();
    return undefined;
  }
  if (chain.onError === undefined) return undefined;
  task.resumeWith = "next";
  return chain.onError(task.inbox);
}

function wakeUp(task: Task<unknown>, sleep: SleepThen<unknown>): undefined {
  if (task.resumeWith === "next") task.inbox = sleep.compute();
}
