/** Settings that all stages of architecture A share, from its document. */
export const A_L1 = { entries: 500, ttlMs: 300_000, policy: "lru" };
/** "TTL: 3-60 minutes (smart)"; pages get the middle of it, queries their smart time to live. */
export const A_L2_TTL_MS = 900_000;
/** "Size: Dynamic": enough for the queries of some thousand products; assumed, 2026-11. */
export const A_QUERY_CACHE_ENTRIES = 4000;
/** "Active Conns: 3/10". */
export const A_CONNECTIONS = 10;
/** "Compression Flow", steps 1 and 3. */
export const A_COMPRESSION = { thresholdBytes: 1024, brotliLevel: 4, gzipLevel: 6 };
/** Assumed: a small container, 2026-11. */
export const A_INSTANCE_MEMORY_BYTES = 512 * 1024 * 1024;
