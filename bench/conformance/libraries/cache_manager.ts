import { createKeyvNonBlocking } from "@keyv/redis";
import { createCache } from "cache-manager";
import { createKeyv } from "cacheable";
import type { Library } from "../library.ts";

/** As its guide says: an LRU memory store first, Redis behind it; its functions of the value give nothing a shorter life. */
export const cacheManager: Library = {
  name: "cache-manager",
  packageName: "cache-manager",
  configuration:
    "stores [cacheable LRU memory 500, createKeyvNonBlocking(url)], wrap; ttl(value) and refreshThreshold " +
    "as the case asks; nonBlocking true where Redis fails",
  offers: ["shared level", "getMany", "negative ttl", "eager refresh"],
  open({ url, isUncopied, maxEntries, negativeTtlMs, eagerRatio, expectsOutage: nonBlocking = false }, prefix) {
    const shared = url === undefined ? undefined : createKeyvNonBlocking(url, { namespace: prefix });
    shared?.on("error", () => {});
    const memory = createKeyv({ lruSize: maxEntries ?? 500, ...(isUncopied && { useClone: false }) });
    const cache = createCache({ stores: shared ? [memory, shared] : [memory], nonBlocking });
    const notOffered = () => Promise.reject(new RangeError("Cannot invalidate a tag: there are none: received a call"));
    return {
      get: (key) => cache.get(key),
      getMany: (keys) => cache.mget([...keys]),
      getOrSet: (key, load, { ttlMs = 60_000 } = {}) =>
        cache.wrap(key, load, {
          ttl: (value) => value === null ? negativeTtlMs ?? ttlMs : ttlMs,
          ...(eagerRatio !== undefined && { refreshThreshold: ttlMs * (1 - eagerRatio) }),
        }),
      set: (key, value, { ttlMs = 60_000 } = {}) => cache.set(key, value, ttlMs),
      delete: (key) => cache.del(key),
      invalidateByTag: notOffered,
      close: () => cache.disconnect(),
    };
  },
};
