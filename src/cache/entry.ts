import type { Operation } from "../flow/operation.ts";
import type { TagStamp } from "./tag_table.ts";

/** A value and who gave it: a level's name, or "origin" when the factory ran. */
export interface Served<Value> {
  readonly value: Value;
  readonly servedBy: string;
}

/** What the first level holds. It is itself the answer to a hit, so that a hit allocates nothing for it. */
export interface Entry extends Served<unknown> {
  /** Until then a hit needs no second look; without a `life` it is the entry's end. */
  readonly quietUntilMs: number;
  readonly sizeBytes: number;
  readonly stamp: TagStamp;
  /** What comes after the quiet; undefined when nothing does. */
  readonly life: Life | undefined;
}

/** What an entry is good for besides a plain hit. Moments in ms of the instance's clock. */
export interface Life {
  readonly expiresAtMs: number;
  /** Its end in the first level, at `expiresAtMs` or before. */
  readonly memoryUntilMs: number;
  /** Until then it is served although it expired, while it is made anew. */
  readonly staleUntilMs: number;
  /** Until then it is kept, to be served when nothing better can be had. */
  readonly keptUntilMs: number;
  /** From then on the first reader has it made anew; Infinity for never. */
  readonly refreshAtMs: number;
  /** What the factory took, ms. */
  readonly costMs: number;
  readonly validators: Validators | undefined;
}

/** What a source can be asked by whether its value changed (RFC 9110, 8.8). */
export interface Validators {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/** Per call; the factory may change them when it knows better (adaptive options). */
export interface EntryOptions {
  /** Time to live in the second level, and the most in the first. */
  readonly ttlMs?: number;
  readonly tags?: readonly string[];
}

/** What a factory may know and decide about its value. */
export interface FactoryContext {
  ttlMs: number;
  /** What the value weighs. @default 0 */
  sizeBytes: number;
  /** Set false to give the value to the callers and store it nowhere. @default true */
  isCacheable: boolean;
  /** Tags besides the caller's, known only now. */
  tags: readonly string[] | undefined;
  /** To be kept with the value, and found in `previous` at the next run. */
  validators: Validators | undefined;
  /** The value that this run replaces, when one is left: a source that says "not modified" needs no other. */
  readonly previous: { readonly value: unknown; readonly validators: Validators | undefined } | undefined;
}

export type Factory<Value> = (context: FactoryContext) => Operation<Value>;
