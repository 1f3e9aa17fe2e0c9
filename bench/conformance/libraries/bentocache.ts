import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";
import { redisBusDriver, redisDriver } from "bentocache/drivers/redis";
import type { Library } from "../library.ts";

/** As its guide says: both levels and a bus, the circuit breaker on, no retries of Redis commands, errors of L2 suppressed. */
export const bentocache: Library = {
  name: "bentocache",
  packageName: "bentocache",
  configuration: "memory + redis drivers + redis bus, l2CircuitBreakerDuration 1s, ioredis maxRetriesPerRequest 0; " +
    "grace, timeout, hardTimeout as the case asks",
  offers: [
    ...[
      "shared level",
      "tags",
      "tagged getOrSet",
      "bus",
      "negative ttl",
      "fail-safe",
      "soft timeout",
      "hard timeout",
    ] as const,
    "stale-while-revalidate",
  ],
  open({ url, isUncopied, maxEntries, negativeTtlMs, failSafeMs, softMs, hardMs, staleWhileRevalidateMs }, prefix) {
    const graceMs = failSafeMs ?? staleWhileRevalidateMs;
    const waitMs = staleWhileRevalidateMs === undefined ? softMs : 0;
    let store = bentostore({}).useL1Layer(
      memoryDriver({ maxItems: maxEntries ?? 500, ...(isUncopied && { serialize: false }) }),
    );
    if (url !== undefined) {
      const { hostname: host, port } = new URL(url);
      const connection = { host, port: Number(port), maxRetriesPerRequest: 0 };
      store = store.useL2Layer(redisDriver({ connection, prefix })).useBus(redisBusDriver({ connection }));
    }
    const cache = new BentoCache({
      default: "store",
      stores: { store },
      prefix,
      l2CircuitBreakerDuration: "1s",
      suppressL2Errors: true,
      ...(graceMs !== undefined && { grace: graceMs, graceBackoff: 1 }),
      ...(waitMs !== undefined && { timeout: waitMs }),
      ...(hardMs !== undefined && { hardTimeout: hardMs }),
    });
    return {
      get: (key) => cache.get({ key }),
      getMany: () => Promise.reject(new RangeError("Cannot read many keys: there is no such call: received one")),
      getOrSet: (key, load, { ttlMs = 60_000, tags } = {}) =>
        cache.getOrSet({
          key,
          ttl: ttlMs,
          ...(tags && { tags: [...tags] }),
          factory: async ({ setOptions }) => {
            const value = await load();
            if (value === null && negativeTtlMs !== undefined) setOptions({ ttl: negativeTtlMs });
            return value;
          },
        }),
      set: (key, value, { ttlMs = 60_000, tags } = {}) =>
        cache.set({ key, value, ttl: ttlMs, ...(tags && { tags: [...tags] }) }),
      delete: (key) => cache.delete({ key }),
      invalidateByTag: (tag) => cache.deleteByTag({ tags: [tag] }),
      close: () => cache.disconnectAll(),
    };
  },
};
