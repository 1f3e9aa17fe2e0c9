import { NEVER } from "../eviction/policy.ts";
import { nextAccess } from "./next_access.ts";
import type { Trace } from "./trace.ts";

/**
 * A trace as oracleGeneral records, in blocks: what another tool (libCacheSim, Caffeine's simulator) can replay. Numeric keys
 * keep their 64 bits, others become an FNV-1a hash. Without a clock the time is the request's number, as the shared traces have it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { traceOf } from "./trace_of.ts";
 * import { writeOracleGeneral } from "./write_oracle_general.ts";
 * const [block] = writeOracleGeneral(traceOf([5, 6, 5]));
 * assertEquals(new DataView(block!.buffer).getBigInt64(16, true), 2n);
 * ```
 */
export function* writeOracleGeneral(trace: Trace): Generator<Uint8Array<ArrayBuffer>> {
  const { ids, sizes, times } = trace;
  const next = nextAccess(ids, trace.objects);
  const bits = new BigUint64Array(trace.objects);
  for (let id = 0; id < trace.objects; id++) bits[id] = trace.keys.bits(id);
  const halves = new Uint32Array(bits.buffer);
  const secondsATick = trace.tickMs / 1000;
  for (let from = 0; from < ids.length; from += BLOCK_RECORDS) {
    const to = Math.min(ids.length, from + BLOCK_RECORDS);
    const words = new Uint32Array((to - from) * 6);
    let word = 0;
    for (let index = from; index < to; index++, word += 6) {
      const id = ids[index]!;
      const never = next[index] === NEVER;
      words[word] = times === null ? index : Math.floor((times[index]! + trace.startTick) * secondsATick);
      words[word + 1] = halves[2 * id]!;
      words[word + 2] = halves[2 * id + 1]!;
      words[word + 3] = sizes === null ? 1 : sizes[index]!;
      words[word + 4] = never ? 0xffffffff : next[index]!;
      words[word + 5] = never ? 0xffffffff : 0;
    }
    yield new Uint8Array(words.buffer);
  }
}

const BLOCK_RECORDS = 1 << 16;
