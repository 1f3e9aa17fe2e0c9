import type { Action } from "./schedule.ts";

/** What only the marketplace of architecture B answers; another application says 404. */
export const MARKETPLACE_ACTIONS: ReadonlySet<Action> = new Set(["graphql", "add-to-cart", "change-stock"]);

/** Whether an action changes something: over HTTP it is sent as POST. */
export function isWrite(action: Action): boolean {
  return WRITES.has(action);
}

const WRITES: ReadonlySet<Action> = new Set(["update-product", "add-to-cart", "change-stock", "place-order"]);
