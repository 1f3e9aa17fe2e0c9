import type { Fetch, WebRequest } from "../ports/http.ts";

/**
 * Sends each request through the point of presence of its region: what anycast does. Each keeps its own cache, so that a page is
 * fetched from the origin once a region.
 *
 * @param pops A region's front door, by its name.
 * @param regionOf Where a request comes from.
 * @throws RangeError when there is no point of presence.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { immediate } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { pointsOfPresence } from "./points_of_presence.ts";
 * const pop = (name: string) => () => immediate({ status: 200, headers: {}, body: undefined, servedBy: name });
 * const fetch = pointsOfPresence(new Map([["usa", pop("usa")], ["asia", pop("asia")]]), () => "asia");
 * assertEquals(simulate(() => fetch({ method: "GET", path: "/", headers: {} })).servedBy, "asia");
 * ```
 */
export function pointsOfPresence<Region extends string>(
  pops: ReadonlyMap<Region, Fetch>,
  regionOf: (request: WebRequest) => Region,
): Fetch {
  if (pops.size === 0) {
    throw new RangeError("Cannot make an edge: it must have at least one point of presence: received none");
  }
  const [first] = pops.values();
  return (request) => (pops.get(regionOf(request)) ?? first!)(request);
}
