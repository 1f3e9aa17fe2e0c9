/** Settings that all stages of architecture A share, from its document. */
export const ARCHITECTURE_A = {
  l1: { entries: 500, ttlMs: 300_000, policy: "lru" },
  /** "TTL: 3-60 minutes (smart)"; pages get the middle of it, queries their smart time to live. */
  l2TtlMs: 900_000,
  /** "Size: Dynamic": enough for the queries of some thousand products; assumed, 2026-11. */
  queryCacheEntries: 4000,
  /** "Active Conns: 3/10". */
  connections: 10,
  /** "Compression Flow", steps 1 and 3. */
  compression: { thresholdBytes: 1024, brotliLevel: 4, gzipLevel: 6 },
  /** Assumed: a small container, 2026-11. */
  instanceMemoryBytes: 512 * 1024 * 1024,
};
