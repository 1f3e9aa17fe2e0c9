import type { BatchSink, TraceReader } from "./record_batch.ts";

/** A registered trace format. */
export interface TraceFormat {
  /** One line for help texts. */
  readonly description: string;
  /** Where it is defined. */
  readonly source: string;
  /** Formats are asked whether they recognise a file in this order: the strictest first, what reads anything last. */
  readonly rank: number;
  /** Whether the first bytes of a file look like it. */
  recognise(head: Uint8Array): boolean;
  /** Starts to read a file. */
  reader(sink: BatchSink, options: ReaderOptions): TraceReader;
}

/** What a reader may be told. */
export interface ReaderOptions {
  /** Names the trace in messages. */
  readonly name: string;
  /** Which column is what, for `csv`: `time=1,key=2,size=3`, columns by number from 1 or by their name in the first line. */
  readonly columns?: string | undefined;
}
