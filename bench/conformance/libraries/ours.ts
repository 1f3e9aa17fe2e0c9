import { createCacheStrategy } from "../../../src/mod.ts";
import type { Library } from "../library.ts";

/** @param deadlineMs Of every operation of the second level. A starved machine needs more than the default. */
export const ours = (deadlineMs = 50): Library => ({
  name: "tierlab",
  packageName: undefined,
  configuration: "createCacheStrategy({ l1, l2: { url } }), defaults: deadline 50 ms; per case the feature it is about",
  offers: [
    ...[
      "shared level",
      "tags",
      "tagged getOrSet",
      "bus",
      "getMany",
      "negative ttl",
      "fail-safe",
      "soft timeout",
      "hard timeout",
    ] as const,
    ...["stale-while-revalidate", "eager refresh", "dispose events", "distributed lease"] as const,
  ],
  open(options, prefix) {
    const { url, maxEntries, negativeTtlMs, failSafeMs, softMs, hardMs, eagerRatio, onEvicted } = options;
    const { staleWhileRevalidateMs } = options;
    const timeouts = { ...(softMs !== undefined && { softMs }), ...(hardMs !== undefined && { hardMs }) };
    const cache = createCacheStrategy({
      l1: { ...(maxEntries !== undefined && { maxEntries }) },
      ...(url !== undefined && { l2: { url, prefix, deadlineMs } }),
      ...(negativeTtlMs !== undefined && { negativeTtlMs }),
      ...(failSafeMs !== undefined && { failSafe: { maxStaleMs: failSafeMs, throttleMs: 1 } }),
      ...((softMs ?? hardMs) !== undefined && { timeouts }),
      ...(staleWhileRevalidateMs !== undefined && { staleWhileRevalidateMs }),
      ...(eagerRatio !== undefined && { eagerRatio }),
      ...(options.hasLease && { lease: {} }),
      ...(onEvicted && {
        onDispose: (key: string, _value: unknown, reason: string) => {
          if (reason === "evicted") onEvicted(key);
        },
      }),
    });
    return {
      get: async (key) => await cache.get(key),
      getMany: (keys) => cache.getMany(keys),
      getOrSet: async (key, load, { ttlMs = 60_000, tags = [] } = {}) =>
        await cache.getOrSet(key, load, { ttlMs, tags }),
      set: (key, value, { ttlMs = 60_000, tags = [] } = {}) => cache.set(key, value, { ttlMs, tags }),
      delete: (key) => cache.delete(key),
      invalidateByTag: (tag) => cache.invalidateByTag(tag),
      close: () => cache.close(),
    };
  },
});

export const tierlab = ours();
