import type { Trace } from "./trace.ts";

/** Where things stand in a dense file; little-endian. */
export const DENSE_LAYOUT = {
  /** "TIERLAB" and the version. */
  magic: [84, 73, 69, 82, 76, 65, 66, 1] as readonly number[],
  /** Magic, u32 flags (1 sizes, 2 times), u32 objects, f64 requests, f64 milliseconds a tick, f64 first tick. */
  headerBytes: 40,
  /** A block is so many requests (the last one fewer), column after column: ids, sizes, ticks since the first, u32 each. */
  blockRecords: 1 << 15,
};

/**
 * A trace in our own format, in blocks: what was interned once need not be interned again. Keys, statuses and times to live are
 * not kept.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { traceOf } from "./trace_of.ts";
 * import { DENSE_LAYOUT, writeDense } from "./write_dense.ts";
 * const [header, block] = writeDense(traceOf([7, 8, 7]));
 * assertEquals([header?.length, block?.length, header?.[0], DENSE_LAYOUT.blockRecords], [DENSE_LAYOUT.headerBytes, 12, DENSE_LAYOUT.magic[0], 32768]);
 * ```
 */
export function* writeDense(trace: Trace): Generator<Uint8Array<ArrayBuffer>> {
  const { ids, sizes, times } = trace;
  const header = new DataView(new ArrayBuffer(DENSE_LAYOUT.headerBytes));
  DENSE_LAYOUT.magic.forEach((byte, index) => header.setUint8(index, byte));
  header.setUint32(8, (sizes === null ? 0 : 1) | (times === null ? 0 : 2), true);
  header.setUint32(12, trace.objects, true);
  header.setFloat64(16, ids.length, true);
  header.setFloat64(24, trace.tickMs, true);
  header.setFloat64(32, times === null ? 0 : trace.startTick, true);
  yield new Uint8Array(header.buffer);
  const columns = [ids, sizes, times].filter((column) => column !== null);
  for (let from = 0; from < ids.length; from += DENSE_LAYOUT.blockRecords) {
    const length = Math.min(DENSE_LAYOUT.blockRecords, ids.length - from);
    const block = new Uint32Array(length * columns.length);
    columns.forEach((column, place) => block.set(column.subarray(from, from + length), place * length));
    yield new Uint8Array(block.buffer);
  }
}
