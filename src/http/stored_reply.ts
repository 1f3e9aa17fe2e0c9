import type { HeaderFields, WebReply } from "../ports/http.ts";
import type { Freshness } from "./freshness.ts";

/** Where an edge cache keeps its replies: bounded, and whoever makes it decides who goes first. */
export interface ReplyStore {
  get(key: string): StoredReply | undefined;
  set(key: string, stored: StoredReply, sizeBytes: number): void;
  delete(key: string): void;
}

/** Fields of a 304 that do not update what is stored: they speak of the content, which stays (RFC 9111, section 3.2). */
const NOT_UPDATED: ReadonlySet<string> = new Set([
  "age",
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "etag",
  "vary",
]);

/** What a reply weighs beside its body: headers, key and bookkeeping. Assumed; a round number of the right order. */
const OVERHEAD_BYTES = 512;

/** A reply in a shared cache, with how long it may be used. */
export class StoredReply {
  readonly reply: WebReply;
  readonly freshness: Freshness;
  /** When the origin made it, as this cache's clock has it (RFC 9111, section 4.2.3, without the Date field). */
  readonly generatedAtMs: number;
  /** The purge register's count when its request was sent: later purges hit it. */
  readonly purgeCount: number;
  /** Surrogate keys, for purges. */
  readonly tags: readonly string[];
  #served: WebReply | undefined = undefined;
  #servedAgeS = -1;

  /** @param moment `requestedAtMs`: when its request was sent, the cautious choice. */
  constructor(reply: WebReply, freshness: Freshness, moment: { requestedAtMs: number; purgeCount: number }) {
    this.reply = reply;
    this.freshness = freshness;
    this.generatedAtMs = moment.requestedAtMs - ageS(reply.headers) * 1000;
    this.purgeCount = moment.purgeCount;
    this.tags = reply.headers["surrogate-key"]?.split(" ").filter((tag) => tag !== "") ?? [];
  }

  get sizeBytes(): number {
    return (this.reply.body?.sizeBytes ?? 0) + OVERHEAD_BYTES;
  }

  isFresh(nowMs: number): boolean {
    return nowMs - this.generatedAtMs < this.freshness.freshMs;
  }

  mayServeWhileRevalidating(nowMs: number): boolean {
    return nowMs - this.generatedAtMs < this.freshness.freshMs + this.freshness.staleWhileRevalidateMs;
  }

  mayServeOnError(nowMs: number): boolean {
    return nowMs - this.generatedAtMs < this.freshness.freshMs + this.freshness.staleIfErrorMs;
  }

  /** The reply as this cache gives it, with its Age (RFC 9111, section 5.1). Made once a second of age, not once a hit. */
  serve(nowMs: number, servedBy: string): WebReply {
    const age = Math.max(0, Math.floor((nowMs - this.generatedAtMs) / 1000));
    if (this.#served === undefined || age !== this.#servedAgeS) {
      this.#servedAgeS = age;
      this.#served = { ...this.reply, headers: { ...this.reply.headers, age: String(age) }, servedBy };
    }
    return this.#served;
  }

  /** The stored reply with the header fields that a 304 brought (RFC 9111, section 4.3.4). */
  updatedBy(notModified: WebReply): WebReply {
    const headers: Record<string, string> = { ...this.reply.headers };
    delete headers.age;
    const age = notModified.headers.age;
    if (age !== undefined) headers.age = age;
    for (const [name, value] of Object.entries(notModified.headers)) {
      if (!NOT_UPDATED.has(name)) headers[name] = value;
    }
    return { ...this.reply, headers, servedBy: notModified.servedBy };
  }
}

function ageS(headers: HeaderFields): number {
  if (headers.age === undefined) return 0;
  const age = Number(headers.age);
  return age >= 0 && age < Infinity ? age : 0;
}
