import { immediate } from "../../src/flow/instructions.ts";
import type { Tracking, TrackingListener } from "../../src/ports/tracking.ts";
import type { Sabotage } from "./chaos_world.ts";

function hearing(change: (listener: TrackingListener) => Partial<TrackingListener>): Sabotage {
  const tracking = (inner: Tracking): Tracking => ({
    ...bound(inner),
    listen: (listener) => inner.listen({ ...listener, ...change(listener) }),
  });
  return { coherence: "tracking", tracking };
}

/** Its methods as a plain object's. */
function bound(inner: Tracking): Tracking {
  return {
    raise: (tags, known) => inner.raise(tags, known),
    versions: (above) => inner.versions(above),
    isHearing: () => inner.isHearing(),
    listen: (listener) => inner.listen(listener),
  };
}

/** Guards of client tracking, each taken away in a world of its own: the chaos must find out. */
export const TRACKING_SABOTAGES: Readonly<Record<string, Sabotage>> = {
  "an announced key is not heard": hearing(() => ({ changed: () => {} })),
  "an announced version is not read": hearing(() => ({ raised: () => {} })),
  "a new connection trusts the old memory": hearing(() => ({ lost: () => {} })),
  "nobody asks whether announcements arrive": {
    coherence: "tracking",
    tracking: (inner) => ({ ...bound(inner), isHearing: () => immediate(true) }),
  },
  "no heartbeat": { coherence: "tracking", heartbeatMs: 0 },
  "versions begin at nothing after a crash": {
    coherence: "tracking",
    server: (server) => Object.defineProperty(server, "microseconds", { get: () => 1 }),
    tracking: (inner) => ({ ...bound(inner), raise: (tags) => inner.raise(tags, []) }),
  },
};
