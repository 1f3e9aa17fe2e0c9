import type { BatchSink, RecordColumns, TraceReader } from "./record_batch.ts";
import { RecordBatch } from "./record_batch.ts";
import { Lines } from "./lines.ts";
import { noNotes, type TraceKeys } from "./trace.ts";

/**
 * What text formats share: lines in, records out, malformed lines counted with their numbers. A format says how one line is
 * understood: `parse` calls `add` for every request in it and returns false when the line is malformed.
 */
export class LineReader<Keys extends TraceKeys> implements TraceReader {
  readonly columns: RecordColumns;
  readonly tickMs: number;
  readonly keys: Keys;
  readonly notes = noNotes();
  readonly #batch = new RecordBatch();
  readonly #sink: BatchSink;
  readonly #lines: Lines;

  constructor(
    keys: Keys,
    format: { columns: RecordColumns; tickMs: number; parse: ParseLine<Keys> },
    sink: BatchSink,
  ) {
    this.keys = keys;
    this.columns = format.columns;
    this.tickMs = format.tickMs;
    this.#sink = sink;
    this.#lines = new Lines((bytes, from, to) => {
      if (from === to || format.parse(this, bytes, from, to)) return;
      this.notes.malformed++;
      if (this.notes.malformedAt.length < MOST_PLACES) this.notes.malformedAt.push(this.#lines.count);
    });
  }

  /** The number of the line being parsed, from 1. */
  get line(): number {
    return this.#lines.count;
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
    this.#flush();
  }

  /** One request to an id of this reader's key table. Size 0 is counted and skipped. */
  add(id: number, record: LineRecord): void {
    if (record.size === 0) {
      this.notes.zeroSize++;
      return;
    }
    const batch = this.#batch;
    const at = batch.length++;
    batch.ids[at] = id;
    batch.sizes[at] = record.size;
    batch.times[at] = record.time;
    batch.ttlTicks[at] = record.ttlTicks;
    batch.statuses[at] = record.status;
    if (batch.length === RecordBatch.CAPACITY) this.#flush();
  }

  /** The value of an id changed at its source: cached copies are invalid from here on. */
  write(id: number): void {
    this.#batch.writtenIds.push(id);
    this.#batch.writtenBefore.push(this.#batch.length);
  }

  #flush(): void {
    if (this.#batch.length > 0) this.#sink(this.#batch, this);
    this.#batch.length = 0;
    this.#batch.writtenIds.length = 0;
    this.#batch.writtenBefore.length = 0;
  }
}

/** What a line says beside the key; zero where it says nothing, size 1 where sizes are unknown. */
export interface LineRecord {
  size: number;
  time: number;
  ttlTicks: number;
  status: number;
}

/** Understands one line, `bytes[from … to)`. @returns false when it is malformed. */
export type ParseLine<Keys extends TraceKeys> = (
  reader: LineReader<Keys>,
  bytes: Uint8Array,
  from: number,
  to: number,
) => boolean;

const MOST_PLACES = 20;
