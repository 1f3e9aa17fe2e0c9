import type { TraceKeys, TraceNotes } from "./trace.ts";

/** Requests of a file's stretch, in columns that are filled again and again: whoever keeps something copies it. */
export class RecordBatch {
  static readonly CAPACITY = 1 << 15;
  length = 0;
  readonly ids = new Uint32Array(RecordBatch.CAPACITY);
  /** Bytes, at least 1. */
  readonly sizes = new Uint32Array(RecordBatch.CAPACITY);
  /** Ticks as the file has them. */
  readonly times = new Float64Array(RecordBatch.CAPACITY);
  /** Position of the next request to the same id, `NEVER` for none; only where the format has it. */
  readonly next = new Uint32Array(RecordBatch.CAPACITY);
  readonly ttlTicks = new Uint32Array(RecordBatch.CAPACITY);
  readonly statuses = new Uint16Array(RecordBatch.CAPACITY);
  /** Writes between these requests: whose value changed, and before which index. Both are emptied with the batch. */
  readonly writtenIds: number[] = [];
  readonly writtenBefore: number[] = [];
}

/** What a format's records carry beside the key. */
export interface RecordColumns {
  readonly size: boolean;
  readonly time: boolean;
  readonly next: boolean;
  readonly ttl: boolean;
  readonly status: boolean;
}

/** A push parser: bytes in, batches of records out, memory bounded by a batch and the key table. */
export interface TraceReader {
  readonly columns: RecordColumns;
  readonly tickMs: number;
  readonly keys: TraceKeys;
  readonly notes: TraceNotes;
  /** @throws Failure `bad-trace` when the content cannot be what the format says. */
  push(chunk: Uint8Array): void;
  /** Emits the last batch. @throws Failure `bad-trace` when the file stops within a record. */
  end(): void;
}

/** Takes a full (or last) batch; its columns are reused afterwards. */
export type BatchSink = (batch: RecordBatch, reader: TraceReader) => void;
