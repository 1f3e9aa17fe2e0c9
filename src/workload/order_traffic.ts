import { poissonArrivals } from "./arrivals.ts";
import type { Action, Schedule } from "./schedule.ts";
import { ScheduleBuilder } from "./schedule_builder.ts";
import type { ScenarioContext } from "./scenario.ts";

/** Shares of the statements, 1 in all: what a shop's order tables see; assumed, 2026-11. */
const SHARES: readonly (readonly [Action, number])[] = [["read-orders", 0.7], ["place-order", 0.25], [
  "list-orders",
  0.05,
]];

export interface OrderTrafficOptions {
  readonly durationMs: number;
  readonly products: number;
  readonly users: number;
  /** The shard whose primary is killed. */
  readonly shard: number;
}

/** Orders read, placed and listed at an even rate by all users alike, straight at the database; two fifths in, a primary is killed. */
export function orderTraffic(context: ScenarioContext, options: OrderTrafficOptions): Schedule {
  const { durationMs, products, users, shard } = options;
  const random = context.random.fork("orders");
  const arrivals = poissonArrivals(context.rateRps, context.random.fork("arrivals"));
  const builder = new ScheduleBuilder({ random: context.random });
  for (let atMs = arrivals(); atMs < durationMs; atMs = arrivals()) {
    builder.add({ atMs, action: drawn(random.unit()), item: random.below(products), client: random.below(users) });
  }
  const atMs = durationMs * 0.4;
  const band = {
    name: `the primary of shard ${shard} is dead`,
    kind: "fault",
    fromMs: atMs,
    toMs: durationMs,
  } as const;
  return {
    ...builder.finish({
      products,
      durationMs,
      bands: [band],
      incidents: [{ kind: "shard-primary-killed", atMs, shard }],
    }),
    database: { users },
  };
}

function drawn(unit: number): Action {
  let left = unit;
  for (const [action, share] of SHARES) {
    left -= share;
    if (left < 0) return action;
  }
  return SHARES[0]![0];
}
