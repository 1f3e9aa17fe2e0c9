import type { PolicySpec } from "./create_policy.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { checkedCapacity } from "./policy_base.ts";
import { MOST_UNITS } from "./units/unit_replay.ts";

/** Replays a stretch of a trace, then the next one. @returns How many missed. */
export interface Replayer {
  replay(requests: Requests, from: number, to: number): number;
}

/**
 * What replays a policy over a trace: a loop of its own where every request is one unit and it has one (see `UnitReplay`), otherwise
 * the policy object. Both decide the same. Where somebody must be told who is evicted, use `createPolicy`.
 *
 * @throws like `createPolicy`
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Random } from "../base/random.ts";
 * import { parsePolicy } from "./create_policy.ts";
 * import { createReplay } from "./create_replay.ts";
 * const context = { capacity: 2, ids: 10, random: new Random(1), byUnits: true };
 * const ids = Uint32Array.of(1, 2, 1, 3, 2);
 * const misses = createReplay(parsePolicy("lru"), context)
 *   .replay({ ids, sizes: null, next: null, objects: 10, missed: null }, 0, 5);
 * assertEquals(misses, 4);
 * ```
 */
export function createReplay(
  { entry, options }: PolicySpec,
  context: PolicyContext & { readonly byUnits: boolean },
): Replayer {
  const fast = context.byUnits && checkedCapacity(context) <= MOST_UNITS ? entry.replayUnits(context, options) : null;
  return fast ?? entry.create(context, options);
}
