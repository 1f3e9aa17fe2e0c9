import type { Trace } from "./trace.ts";

/**
 * Numbers the ids of a trace anew so that only keys that are asked for have one: a reader also names keys that are only written.
 * Writes to others are left out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { requestedIds } from "./requested_ids.ts";
 * import { traceOf } from "./trace_of.ts";
 * const trace = { ...traceOf([70, 80, 90]), ids: Uint32Array.of(2, 0, 2) };
 * const dense = requestedIds(trace);
 * assertEquals([[...dense.ids], dense.objects, dense.keys.text(0)], [[0, 1, 0], 2, "90"]);
 * ```
 */
export function requestedIds(trace: Trace): Trace {
  const { keys, writes } = trace;
  /** New id + 1 by old id. */
  const renamed = new Uint32Array(keys.size);
  const old: number[] = [];
  const ids = trace.ids.map((id) => {
    if (renamed[id] === 0) renamed[id] = old.push(id);
    return renamed[id]! - 1;
  });
  const asked = writes === null ? [] : [...writes.ids.keys()].filter((write) => renamed[writes.ids[write]!]! > 0);
  return {
    ...trace,
    ids,
    objects: old.length,
    writes: asked.length === 0 ? null : {
      positions: Uint32Array.from(asked, (write) => writes!.positions[write]!),
      ids: Uint32Array.from(asked, (write) => renamed[writes!.ids[write]!]! - 1),
    },
    keys: {
      size: old.length,
      text: (id) => keys.text(old[id] ?? keys.size),
      bits: (id) => keys.bits(old[id] ?? keys.size),
    },
  };
}
