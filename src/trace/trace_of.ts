import { IdTable } from "./id_table.ts";
import { noNotes, type Trace, type TraceWrites } from "./trace.ts";

/**
 * A trace from plain numbers, for examples, tests and synthetic workloads. Keys are whole numbers from 0 to 2^53 - 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { traceOf } from "./trace_of.ts";
 * const trace = traceOf([70, 80, 70]);
 * assertEquals([[...trace.ids], trace.keys.text(1)], [[0, 1, 0], "80"]);
 * ```
 */
export function traceOf(
  requests: ArrayLike<number>,
  columns: {
    name?: string;
    sizes?: ArrayLike<number>;
    times?: ArrayLike<number>;
    tickMs?: number;
    writes?: TraceWrites;
  } = {},
): Trace {
  const keys = new IdTable();
  const ids = Uint32Array.from(requests, (key) => {
    if (!(Number.isSafeInteger(key) && key >= 0)) {
      throw new RangeError(`Cannot make a trace: a key must be a whole number from 0 to 2^53 - 1: received ${key}`);
    }
    return keys.intern(key >>> 0, Math.floor(key / 0x100000000));
  });
  return {
    name: columns.name ?? "made",
    format: "made",
    ids,
    objects: keys.size,
    sizes: columns.sizes === undefined ? null : Uint32Array.from(columns.sizes),
    times: columns.times === undefined ? null : Uint32Array.from(columns.times),
    tickMs: columns.tickMs ?? 1000,
    startTick: 0,
    ttlTicks: null,
    statuses: null,
    writes: columns.writes ?? null,
    keys,
    notes: noNotes(),
  };
}
