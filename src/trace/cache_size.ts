import { Failure } from "../base/errors.ts";
import { parseSize } from "../base/units.ts";
import type { Trace } from "./trace.ts";

/** A cache size as asked for. */
export interface CacheSize {
  /** As written. */
  readonly text: string;
  /** Whole, at least 1. */
  readonly capacity: number;
  readonly unit: "objects" | "bytes";
}

/** How much there is to cache: distinct ids, and the sum of each one's first-seen size. */
export interface Footprint {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Reads a list of sizes: `500` objects, `64MB` bytes, `1%` of the distinct objects, `1%B` of their bytes. Shares are rounded down
 * but never to nothing. A size above the footprint is allowed: then everything fits.
 *
 * @throws Failure `bad-size`
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseCacheSizes } from "./cache_size.ts";
 * const sizes = parseCacheSizes("1%, 2MB", { objects: 5000, bytes: 1e9 });
 * assertEquals(sizes.map((size) => [size.capacity, size.unit]), [[50, "objects"], [2_000_000, "bytes"]]);
 * ```
 */
export function parseCacheSizes(list: string, footprint: Footprint): CacheSize[] {
  return list.split(",").map((part) => parseCacheSize(part.trim(), footprint));
}

/** Counts once through the trace. */
export function footprintOf(trace: Trace): Footprint {
  const { ids, sizes, objects } = trace;
  if (sizes === null) return { objects, bytes: objects };
  const seen = new Uint8Array(objects);
  let bytes = 0;
  for (let index = 0; index < ids.length; index++) {
    if (seen[ids[index]!] === 1) continue;
    seen[ids[index]!] = 1;
    bytes += sizes[index]!;
  }
  return { objects, bytes };
}

function parseCacheSize(text: string, footprint: Footprint): CacheSize {
  const share = /^(\d+(?:\.\d+)?)\s*%\s*(B?)$/i.exec(text);
  const plain = /^\d+$/.test(text);
  const unit = share ? (share[2] === "" ? "objects" : "bytes") : plain ? "objects" : "bytes";
  const capacity = share
    ? Math.max(1, Math.floor(percentOf(footprint[unit], Number(share[1]))))
    : plain
    ? Number(text)
    : Math.floor(parseSize(text, "--size"));
  const shareInRange = !share || (Number(share[1]) > 0 && Number(share[1]) <= 100);
  if (Number.isSafeInteger(capacity) && capacity >= 1 && shareInRange) return { text, capacity, unit };
  throw new Failure(
    "bad-size",
    `Cannot use a cache size: it must be at least 1 object or byte, or a share above 0 % and up to 100 %: received ${text}`,
  );
}

/** Nudged, so that 29 % of 100 is 29 and not 28.999… */
function percentOf(whole: number, percent: number): number {
  return (whole * percent) / 100 + 1e-9;
}
