import type { Clock } from "./clock.ts";
import { Interpreter, type World } from "./interpreter.ts";
import type { Operation, Outside } from "./operation.ts";
import type { Task } from "./task.ts";

/** Thrown when nothing can happen any more although the run is not over. */
export class StuckSimulation extends Error {
  override readonly name = "StuckSimulation";
  readonly code = "stuck-simulation";
}

/** Thrown into a flow that waits for a real promise in simulated time. */
export class OutsideRefused extends Error {
  override readonly name = "OutsideRefused";
  readonly code = "outside-refused";
}

/**
 * Runs a flow to its end in simulated time, synchronously: time jumps from one event to the next.
 *
 * @param start Receives the clock of this world; gives the flow to run.
 * @returns What the flow returns. Background tasks that are left are halted.
 * @throws What the flow or a background task throws; StuckSimulation when a flow waits for ever, naming what it waits for.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sleep } from "./instructions.ts";
 * import { simulate } from "./simulated_world.ts";
 * const endMs = simulate(function* (clock) {
 *   yield* sleep(3_600_000);
 *   return clock.nowMs();
 * });
 * assertEquals(endMs, 3_600_000);
 * ```
 */
export function simulate<T>(start: (clock: Clock) => Operation<T>): T {
  const world = new SimulatedWorld();
  const interpreter = new Interpreter(world);
  const root = interpreter.start(start(world), "the simulation");
  root.onEnd = () => {};
  while (!root.isOver) {
    interpreter.drain();
    world.rethrowUnhandled();
    if (root.isOver) break;
    advance(world, interpreter);
  }
  interpreter.haltAll();
  for (interpreter.drain(); interpreter.nextDueMs < Infinity; interpreter.drain()) advance(world, interpreter);
  world.rethrowUnhandled();
  return outcomeOf(root);
}

function advance(world: SimulatedWorld, interpreter: Interpreter): void {
  const dueMs = interpreter.nextDueMs;
  if (dueMs === Infinity) {
    throw new StuckSimulation(
      `Cannot go on with the simulation: something must be due: received ${interpreter.waitingFor()}, for ever`,
    );
  }
  world.timeMs = dueMs;
  interpreter.wakeDue(dueMs);
}

function outcomeOf<T>(root: Task<T>): T {
  if (root.state === "failed") throw root.outcome;
  return root.outcome as T;
}

class SimulatedWorld implements World {
  readonly epochMs = 0;
  timeMs = 0;
  #failure: { error: unknown } | undefined = undefined;

  nowMs(): number {
    return this.timeMs;
  }

  outside(instruction: Outside<unknown>): never {
    throw new OutsideRefused(
      `Cannot wait for ${instruction.name}: simulated time must not depend on the real world: received a real promise`,
    );
  }

  workArrived(): void {}

  unhandled(error: unknown): void {
    this.#failure ??= { error };
  }

  rethrowUnhandled(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
