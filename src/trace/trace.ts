/** What a reader noticed and did not hide: counts, and the first few places. */
export interface TraceNotes {
  /** Lines or records that could not be understood; they are no requests. */
  malformed: number;
  /** The first line numbers (from 1) or record numbers (from 1) of these. */
  malformedAt: number[];
  /** Sound lines that are no requests, such as a write in a key-value trace. */
  skipped: number;
  /** Records of size 0, which are no requests (as in libCacheSim). */
  zeroSize: number;
  /** Requests whose time lies before an earlier one's; they count as made at that earlier time. */
  clockBackwards: number;
}

/** The caller's names of dense ids, made into text when asked for. */
export interface TraceKeys {
  /** How many there are; ids are 0 … size - 1 in the order of first appearance. */
  readonly size: number;
  /** @throws RangeError when there is no such id. */
  text(id: number): string;
  /** 64 bits that stand for the key: the number itself for numeric keys, a hash otherwise. */
  bits(id: number): bigint;
}

/** Changes of values at their source, in order: what makes cached copies invalid. */
export interface TraceWrites {
  /** Index of the first request after each. */
  readonly positions: Uint32Array;
  /** Whose value changed. */
  readonly ids: Uint32Array;
}

/** A request stream in memory, in columns: index `i` of every column is the same request. */
export interface Trace {
  readonly name: string;
  readonly format: string;
  /** Dense ids, in the order of first appearance. */
  readonly ids: Uint32Array;
  /** How many distinct ids there are. */
  readonly objects: number;
  /** Bytes; null when every request is one unit. */
  readonly sizes: Uint32Array | null;
  /** Ticks since `startTick`, never falling; null when the format knows no time. */
  readonly times: Uint32Array | null;
  readonly tickMs: number;
  readonly startTick: number;
  /** Ticks that each entry may live, as the trace says; 0 for ever; null when it does not say. */
  readonly ttlTicks: Uint32Array | null;
  /** HTTP statuses of access logs. */
  readonly statuses: Uint16Array | null;
  /** Null when the trace has none. */
  readonly writes: TraceWrites | null;
  readonly keys: TraceKeys;
  readonly notes: Readonly<TraceNotes>;
}

/** Nothing noticed yet. */
export function noNotes(): TraceNotes {
  return { malformed: 0, malformedAt: [], skipped: 0, zeroSize: 0, clockBackwards: 0 };
}
