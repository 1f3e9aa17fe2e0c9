import { LiveWorld } from "../../src/flow/live_clock.ts";
import type { Clock } from "../../src/flow/clock.ts";
import type { Operation } from "../../src/flow/operation.ts";

/** Runs a flow on the real clock; what fails in its background fails it. */
export async function live<T>(start: (world: LiveWorld) => Operation<T>): Promise<T> {
  const failures: unknown[] = [];
  const world = new LiveWorld({ onUnhandled: (error) => failures.push(error) });
  try {
    const value = await world.run((_clock: Clock) => start(world));
    if (failures.length > 0) throw failures[0];
    return value;
  } finally {
    world.close();
  }
}
