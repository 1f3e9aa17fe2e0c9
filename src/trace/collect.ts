import { Failure } from "../base/errors.ts";
import type { BatchSink, RecordBatch, TraceReader } from "./record_batch.ts";
import { requestedIds } from "./requested_ids.ts";
import type { Trace } from "./trace.ts";

/**
 * Gathers a reader's batches into a trace in memory. Columns that say nothing are dropped: sizes that are all 1, times of a
 * format without a clock.
 *
 * Needs 4 bytes a request for each of id, size and time that are kept, plus one column more while `finish` joins the blocks.
 */
export class TraceCollector {
  readonly #limit: number;
  readonly #ids: Uint32Array[] = [];
  readonly #sizes: Uint32Array[] = [];
  readonly #times: Uint32Array[] = [];
  readonly #ttlTicks: Uint32Array[] = [];
  readonly #statuses: Uint16Array[] = [];
  readonly #writtenIds: number[] = [];
  readonly #writtenBefore: number[] = [];
  #requests = 0;
  #startTick = NaN;
  #latest = 0;
  #sized = false;
  /** Ticks of the file in one of ours: more than 1 when its clock would not fit 32 bits. */
  #coarser = 1;

  /** @param options `limit`: keep only so many requests from the start. */
  constructor(options: { limit?: number | undefined } = {}) {
    this.#limit = options.limit ?? Infinity;
  }

  /** True once the limit is reached: the file need not be read on. */
  get full(): boolean {
    return this.#requests >= this.#limit;
  }

  /** To be handed to a format's reader. */
  readonly sink: BatchSink = (batch, reader) => {
    const length = Math.min(batch.length, this.#limit - this.#requests);
    if (length <= 0) return;
    this.#takeWrites(batch, length);
    this.#requests += length;
    this.#ids.push(batch.ids.slice(0, length));
    if (reader.columns.size) this.#takeSizes(batch, length);
    if (reader.columns.time) this.#takeTimes(batch, length, reader);
    if (reader.columns.ttl) this.#ttlTicks.push(batch.ttlTicks.slice(0, length));
    if (reader.columns.status) this.#statuses.push(batch.statuses.slice(0, length));
  };

  /** @throws Failure `bad-trace` when there was no request at all. */
  finish(reader: TraceReader, what: { name: string; format: string }): Trace {
    const requests = this.#requests;
    if (requests === 0) {
      const { malformed, malformedAt, skipped, zeroSize } = reader.notes;
      const why = malformed > 0
        ? `${malformed} malformed lines, the first at line ${malformedAt[0]}`
        : skipped > 0
        ? `${skipped} lines that are no requests`
        : zeroSize > 0
        ? `${zeroSize} records of size 0`
        : "none";
      throw new Failure(
        "bad-trace",
        `Cannot read the trace ${what.name} as ${what.format}: it must hold at least one request: received ${why}`,
      );
    }
    const ids = join(this.#ids, new Uint32Array(requests));
    const trace: Trace = {
      ...what,
      ids,
      objects: this.full ? highest(ids) + 1 : reader.keys.size,
      sizes: this.#sized ? join(this.#sizes, new Uint32Array(requests)) : null,
      times: reader.columns.time ? join(this.#times, new Uint32Array(requests)) : null,
      tickMs: reader.tickMs * this.#coarser,
      startTick: this.#startTick / this.#coarser,
      ttlTicks: reader.columns.ttl ? join(this.#ttlTicks, new Uint32Array(requests)) : null,
      statuses: reader.columns.status ? join(this.#statuses, new Uint16Array(requests)) : null,
      writes: this.#writtenIds.length === 0
        ? null
        : { ids: Uint32Array.from(this.#writtenIds), positions: Uint32Array.from(this.#writtenBefore) },
      keys: reader.keys,
      notes: reader.notes,
    };
    return reader.notes.skipped > 0 ? requestedIds(trace) : trace;
  }

  #takeWrites({ writtenIds, writtenBefore }: RecordBatch, length: number): void {
    for (let write = 0; write < writtenIds.length && writtenBefore[write]! < length; write++) {
      this.#writtenIds.push(writtenIds[write]!);
      this.#writtenBefore.push(this.#requests + writtenBefore[write]!);
    }
  }

  #takeSizes(batch: RecordBatch, length: number): void {
    const sizes = batch.sizes;
    for (let index = 0; index < length && !this.#sized; index++) this.#sized = sizes[index] !== 1;
    if (!this.#sized) return;
    while (this.#sizes.length < this.#ids.length - 1) {
      this.#sizes.push(new Uint32Array(this.#ids[this.#sizes.length]!.length).fill(1));
    }
    this.#sizes.push(sizes.slice(0, length));
  }

  #takeTimes(batch: RecordBatch, length: number, reader: TraceReader): void {
    if (Number.isNaN(this.#startTick)) this.#startTick = batch.times[0]!;
    const times = new Uint32Array(length);
    let latest = this.#latest;
    const start = this.#startTick;
    for (let index = 0; index < length; index++) {
      const time = batch.times[index]! - start;
      if (time < latest) reader.notes.clockBackwards++;
      else latest = time;
      if (latest > FEW_TICKS) { while (latest / this.#coarser >= 0xffffffff) this.#coarsen(times.subarray(0, index)); }
      times[index] = this.#coarser === 1 ? latest : latest / this.#coarser;
    }
    this.#latest = latest;
    this.#times.push(times);
  }

  /** A tick becomes ten times longer, for the times taken so far too. */
  #coarsen(current: Uint32Array): void {
    this.#coarser *= 10;
    for (const times of [...this.#times, current]) {
      for (let index = 0; index < times.length; index++) times[index] = times[index]! / 10;
    }
  }
}

/** Surely fits 32 bits. */
const FEW_TICKS = 0x7fffffff;

/** Joins blocks and lets each go as soon as it is copied. */
function join<Column extends Uint32Array | Uint16Array>(blocks: Column[], whole: Column): Column {
  let at = 0;
  for (let block = 0; block < blocks.length; block++) {
    whole.set(blocks[block]!, at);
    at += blocks[block]!.length;
  }
  blocks.length = 0;
  return whole;
}

function highest(ids: Uint32Array): number {
  let most = 0;
  for (let index = 0; index < ids.length; index++) if (ids[index]! > most) most = ids[index]!;
  return most;
}
