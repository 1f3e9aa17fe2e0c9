import { rethrowHalt } from "../../src/flow/halt.ts";
import { immediate } from "../../src/flow/instructions.ts";
import { Tags } from "../../src/cache/tags.ts";
import type { BusListener, TagBus } from "../../src/ports/key_value_store.ts";
import type { Sabotage } from "./chaos_world.ts";

/** A bus whose messages are numbered anew on this side, so that no gap shows. */
function withoutGaps(bus: TagBus): TagBus {
  let heard = 0;
  return {
    ...bus,
    sequence: () => immediate(heard),
    *position() {
      return { ...(yield* bus.position()), sequence: heard };
    },
    subscribe: (listener: BusListener) =>
      bus.subscribe({
        heard: (message) => listener.heard({ ...message, sequence: ++heard }),
        resumed: () => listener.resumed(),
      }),
  };
}

/** Guards of the component, each taken away in a world of its own: the chaos must find out. */
export const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  "a value lands in the second level whatever stands there": {
    store: (store) => ({
      ...store,
      set: (key, value, { seen: _, ...writing }) => store.set(key, value, writing),
    }),
  },
  "a deletion leaves no grave": {
    store: (store) => ({ ...store, delete: (key) => store.delete(key) }),
  },
  "a deletion is told to nobody": {
    bus: (bus) => ({ ...bus, announce: () => immediate(undefined) }),
  },
  "an announcement is not heard": {
    bus: (bus) => ({
      ...bus,
      subscribe: (listener) =>
        bus.subscribe({ ...listener, heard: (message) => listener.heard({ ...message, keys: [] }) }),
    }),
  },
  "no heartbeat": { heartbeatMs: 0 },
  "gaps in the messages are not seen": { bus: withoutGaps },
  "lost messages do not make memory suspect": {
    tags: (options) => {
      const tags = new Tags(options);
      tags.table.distrust = () => {};
      return tags;
    },
  },
  "versions are not compared": {
    tags: (options) => {
      const tags = new Tags(options);
      tags.table.isCurrent = () => true;
      return tags;
    },
  },
  "versions begin at nothing after a crash": {
    server: (server) => Object.defineProperty(server, "microseconds", { get: () => 0 }),
    bus: (bus) => ({ ...bus, raise: (tags, from) => bus.raise(tags, from) }),
  },
  "what was not taken is never told again": { retryMs: 1e8 },
  "memory outlives the bound": { l1TtlMs: 1e6, heartbeatMs: 0 },
  "who waits has no deadline": {
    store: (store) => ({
      ...store,
      *get(key) {
        for (;;) {
          try {
            return yield* store.get(key);
          } catch (error) {
            rethrowHalt(error);
            continue;
          }
        }
      },
    }),
  },
};
