import { Failure } from "../../base/errors.ts";
import type { TraceFormat } from "../format.ts";
import { GUESSES, IdTable } from "../id_table.ts";
import { type BatchSink, RecordBatch, type TraceReader } from "../record_batch.ts";
import { noNotes } from "../trace.ts";

/** libCacheSim's binary format: 24-byte little-endian records of time, 64-bit id, size and the next access. */
export const oracleGeneral: TraceFormat = {
  description: "libCacheSim's oracleGeneral: 24-byte records u32 time, u64 id, u32 size, i64 next access",
  source: "https://github.com/1a1a11a/libCacheSim, traceReader/customizedReader/oracle/oracleGeneralBin.h",
  rank: 70,
  recognise,
  reader: (sink, options) => new OracleGeneralReader(sink, options.name),
};

const RECORD_BYTES = 24;
const RECORD_WORDS = 6;
const NEVER = 0xffffffff;

class OracleGeneralReader implements TraceReader {
  readonly columns = { size: true, time: true, next: true, ttl: false, status: false };
  readonly tickMs = 1000;
  readonly keys = new IdTable();
  readonly notes = noNotes();
  readonly #batch = new RecordBatch();
  readonly #sink: BatchSink;
  readonly #name: string;
  /** A record that crosses two chunks. */
  readonly #carry = new Uint8Array(RECORD_BYTES);
  #carried = 0;
  #records = 0;

  constructor(sink: BatchSink, name: string) {
    this.#sink = sink;
    this.#name = name;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    if (this.#carried > 0) {
      from = Math.min(RECORD_BYTES - this.#carried, chunk.length);
      this.#carry.set(chunk.subarray(0, from), this.#carried);
      this.#carried += from;
      if (this.#carried < RECORD_BYTES) return;
      this.#carried = 0;
      this.#take(new Int32Array(this.#carry.buffer));
    }
    const records = Math.floor((chunk.length - from) / RECORD_BYTES);
    const to = from + records * RECORD_BYTES;
    const offset = chunk.byteOffset + from;
    // Words can be read in place only where they are aligned.
    this.#take(
      offset % 4 === 0
        ? new Int32Array(chunk.buffer, offset, records * RECORD_WORDS)
        : new Int32Array(chunk.slice(from, to).buffer),
    );
    this.#carry.set(chunk.subarray(to));
    this.#carried = chunk.length - to;
  }

  end(): void {
    if (this.#carried > 0) {
      throw new Failure(
        "bad-trace",
        `Cannot read the trace ${this.#name}: it must end after a whole record of ${RECORD_BYTES} bytes: ` +
          `received ${this.#carried} bytes of record ${this.#records + 1} at offset ${this.#records * RECORD_BYTES}`,
      );
    }
    this.#flush();
  }

  /** Words are read as signed numbers, which the engine handles fastest; the unsigned columns take them by their bits. */
  #take(words: Int32Array): void {
    const records = words.length / RECORD_WORDS;
    for (let from = 0; from < records; from += GUESSES) {
      this.#takeGroup(words, from, Math.min(GUESSES, records - from));
    }
  }

  #takeGroup(words: Int32Array, from: number, count: number): void {
    if (this.#batch.length + count > RecordBatch.CAPACITY) this.#flush();
    const { ids, sizes, times, next } = this.#batch;
    const keys = this.keys;
    keys.guess(words, { from, count, stride: RECORD_WORDS, at: 1 });
    let at = this.#batch.length;
    for (let nth = 0, word = from * RECORD_WORDS; nth < count; nth++, word += RECORD_WORDS) {
      const size = words[word + 3]!;
      if (size === 0) {
        this.notes.zeroSize++;
        continue;
      }
      ids[at] = keys.confirm(nth, words[word + 1]!, words[word + 2]!);
      sizes[at] = size;
      times[at] = words[word]! >>> 0;
      next[at++] = words[word + 5] === 0 ? words[word + 4]! : NEVER;
    }
    this.#records += count;
    this.#batch.length = at;
  }

  #flush(): void {
    if (this.#batch.length > 0) this.#sink(this.#batch, this);
    this.#batch.length = 0;
  }
}

/** Binary; the times of the first records never fall far, and every next access lies ahead or is -1. */
function recognise(head: Uint8Array): boolean {
  const records = Math.min(Math.floor(head.length / RECORD_BYTES), 200);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  for (let record = 0; record < records; record++) {
    const next = view.getBigInt64(record * RECORD_BYTES + 16, true);
    if (next !== -1n && (next <= BigInt(record) || next > 0xffffffffn)) return false;
  }
  return records > 0 || head.includes(0);
}
