import { createKeyvNonBlocking } from "@keyv/redis";
import { RedisMessageProvider } from "@qified/redis";
import { Cacheable, createKeyv } from "cacheable";
import type { Library } from "../library.ts";

/** As its guide says for a Redis that may fail. Reads wait for the second level, or it would never hit, unless an outage is due. */
export const cacheable: Library = {
  name: "cacheable",
  packageName: "cacheable",
  configuration: "LRU memory 500 + createKeyvNonBlocking(url), tags on where used, throwErrors 'function'; " +
    "nonBlocking true where Redis fails, elsewhere false; sync by @qified/redis",
  offers: ["shared level", "tags", "getMany"],
  open({ url, isUncopied, maxEntries, expectsOutage: nonBlocking = false, hasTags = false }, prefix) {
    const secondary = url === undefined ? undefined : createKeyvNonBlocking(url, { namespace: prefix });
    secondary?.on("error", () => {});
    const cache = new Cacheable({
      primary: createKeyv({ lruSize: maxEntries ?? 500, ...(isUncopied && { useClone: false }) }),
      ...(secondary && { secondary }),
      nonBlocking,
      tags: hasTags,
      ...(url !== undefined && !nonBlocking && { sync: { qified: new RedisMessageProvider({ uri: url }) } }),
    });
    cache.on("error", () => {});
    const read = { nonBlocking };
    return {
      get: (key) => cache.get(key, read),
      getMany: (keys) => cache.getMany([...keys], read),
      // It takes no tags: `set` does.
      getOrSet: (key, load, { ttlMs: ttl = 60_000 } = {}) =>
        cache.getOrSet(key, load, { ttl, throwErrors: "function", ...read }),
      set: (key, value, { ttlMs: ttl = 60_000, tags } = {}) =>
        cache.set(key, value, { ttl, ...(tags && { tags: [...tags] }) }),
      delete: (key) => cache.delete(key),
      invalidateByTag: (tag) => cache.tags.invalidateTag(tag),
      close: () => cache.disconnect(),
    };
  },
};
