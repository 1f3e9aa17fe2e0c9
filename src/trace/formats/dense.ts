import { Failure } from "../../base/errors.ts";
import { DENSE_LAYOUT } from "../write_dense.ts";
import type { TraceFormat } from "../format.ts";
import { type BatchSink, RecordBatch, type RecordColumns, type TraceReader } from "../record_batch.ts";
import { noNotes } from "../trace.ts";

/** Our own format: ids already interned, columns in blocks. Keys are not kept; an id stands for its key. */
export const dense: TraceFormat = {
  description: "tierlab's own: interned ids in columns, several times faster to read (--save-trace FILE.dense)",
  source: "src/trace/write_dense.ts",
  rank: 10,
  recognise: (head) => DENSE_LAYOUT.magic.every((byte, index) => head[index] === byte),
  reader: (sink, options) => new DenseReader(sink, options.name),
};

class DenseReader implements TraceReader {
  columns: RecordColumns = { size: false, time: false, next: false, ttl: false, status: false };
  tickMs = 1000;
  readonly notes = noNotes();
  readonly keys = {
    size: 0,
    text: (id: number) => String(id),
    bits: (id: number) => BigInt(id),
  };
  readonly #batch = new RecordBatch();
  readonly #sink: BatchSink;
  readonly #name: string;
  #startTick = 0;
  #width = 0;
  #left = -1;
  /** Bytes gathered of the header or of the block at hand. */
  readonly #gathered = new Uint8Array(DENSE_LAYOUT.headerBytes + DENSE_LAYOUT.blockRecords * 12);
  #have = 0;

  constructor(sink: BatchSink, name: string) {
    this.#sink = sink;
    this.#name = name;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    while (from < chunk.length) {
      const want = this.#left < 0
        ? DENSE_LAYOUT.headerBytes
        : Math.min(this.#left, DENSE_LAYOUT.blockRecords) * this.#width;
      if (want === 0) throw this.#failure("end after its last request", `${chunk.length - from} bytes more`);
      const part = chunk.subarray(from, from + want - this.#have);
      this.#gathered.set(part, this.#have);
      this.#have += part.length;
      from += part.length;
      if (this.#have < want) return;
      this.#have = 0;
      if (this.#left < 0) this.#header();
      else this.#block();
    }
  }

  end(): void {
    if (this.#left !== 0) {
      throw this.#failure(
        "hold what its header says",
        this.#left < 0 ? "no whole header" : `${this.#left} requests less`,
      );
    }
  }

  #header(): void {
    const view = new DataView(this.#gathered.buffer);
    const flags = view.getUint32(8, true);
    this.keys.size = view.getUint32(12, true);
    this.#left = view.getFloat64(16, true);
    this.tickMs = view.getFloat64(24, true);
    this.#startTick = view.getFloat64(32, true);
    if (flags > 3 || !(this.#left >= 1) || !(this.tickMs > 0)) {
      throw this.#failure("have a sound header", `flags ${flags}, ${this.#left} requests, a tick of ${this.tickMs} ms`);
    }
    this.columns = { size: (flags & 1) !== 0, time: (flags & 2) !== 0, next: false, ttl: false, status: false };
    this.#width = 4 + (this.columns.size ? 4 : 0) + (this.columns.time ? 4 : 0);
  }

  #block(): void {
    const length = Math.min(this.#left, DENSE_LAYOUT.blockRecords);
    const words = new Uint32Array(this.#gathered.buffer, 0, (length * this.#width) / 4);
    const batch = this.#batch;
    let column = 0;
    batch.ids.set(words.subarray(0, length));
    for (let index = 0; index < length; index++) {
      if (words[index]! >= this.keys.size) throw this.#failure(`have ids below ${this.keys.size}`, words[index]!);
    }
    if (this.columns.size) batch.sizes.set(words.subarray(++column * length, (column + 1) * length));
    if (this.columns.time) {
      column++;
      for (let index = 0; index < length; index++) {
        batch.times[index] = words[column * length + index]! + this.#startTick;
      }
    }
    batch.length = length;
    this.#left -= length;
    this.#sink(batch, this);
  }

  #failure(must: string, received: unknown): Failure {
    return new Failure("bad-trace", `Cannot read the trace ${this.#name}: it must ${must}: received ${received}`);
  }
}
