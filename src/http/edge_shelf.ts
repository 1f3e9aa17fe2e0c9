import type { WebReply, WebRequest } from "../ports/http.ts";
import { EncodingClasses } from "./encoding_class.ts";
import { memoised } from "../base/memoised.ts";
import { PurgeRegister } from "./purge_register.ts";
import type { ReplyStore, StoredReply } from "./stored_reply.ts";

/** Whether a request that is under way was overtaken by a purge: its reply must not be stored. */
export interface UnderWay {
  isOutdated: boolean;
}

/** How long a key that may not be stored is passed without queueing: Varnish's built-in hit-for-miss time. */
const REFUSED_MS = 120_000;
const MOST_REFUSED = 16_384;

type VaryKind = "none" | "encoding" | "other";

const varyKindOf = memoised<VaryKind>(256, (vary) => {
  const names = vary.toLowerCase().split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (names.length === 0) return "none";
  return names.every((name) => name === "accept-encoding") ? "encoding" : "other";
});

/** Whether a cache that is keyed by path and Accept-Encoding can tell this reply's variants apart. */
export function isKeyable(reply: WebReply): boolean {
  return varyKind(reply) !== "other";
}

function varyKind(reply: WebReply): VaryKind {
  const { vary } = reply.headers;
  return vary === undefined ? "none" : varyKindOf(vary);
}

/**
 * Where an edge cache's replies stand: what does not vary under its path, what varies under path and class of Accept-Encoding, so that an
 * image is held once. Knows what was purged and what may not be stored, and keeps a store's failure to itself.
 */
export class EdgeShelf {
  readonly #store: ReplyStore;
  readonly #classes: EncodingClasses;
  readonly #failed: (what: string, error: unknown) => void;
  readonly #purges = new PurgeRegister();
  readonly #refusedUntilMs = new Map<string, number>();
  readonly #underWay = new Map<string, UnderWay>();

  /** @param failed Told of what the store throws. */
  constructor(
    store: ReplyStore,
    codings: readonly string[] | undefined,
    failed: (what: string, error: unknown) => void,
  ) {
    this.#store = store;
    this.#classes = new EncodingClasses(codings);
    this.#failed = failed;
  }

  get purgeCount(): number {
    return this.#purges.count;
  }

  /** @returns undefined for a request that must not be answered from here. */
  keyOf(request: WebRequest): string | undefined {
    const { headers } = request;
    if (headers.range !== undefined || headers.authorization !== undefined) return undefined;
    const encodingClass = this.#classes.of(headers["accept-encoding"]);
    return encodingClass === undefined ? undefined : `${request.path}\n${encodingClass}`;
  }

  /** What is stored for a request, fresh or not. */
  find(path: string, key: string): StoredReply | undefined {
    try {
      const stored = this.#store.get(key) ?? this.#store.get(path);
      return stored === undefined || this.#purges.isVoid(stored.purgeCount, stored.tags) ? undefined : stored;
    } catch (error) {
      this.#failed("the store failed", error);
      return undefined;
    }
  }

  /** A request to the origin begins: the mark says at its end whether it was overtaken. */
  begin(key: string): UnderWay {
    const mark = { isOutdated: false };
    this.#underWay.set(key, mark);
    return mark;
  }

  end(key: string, mark: UnderWay): void {
    if (this.#underWay.get(key) === mark) this.#underWay.delete(key);
  }

  put(path: string, key: string, stored: StoredReply): void {
    const isVaried = varyKind(stored.reply) === "encoding";
    this.#refusedUntilMs.delete(key);
    try {
      this.#store.delete(isVaried ? path : key);
      this.#store.set(isVaried ? key : path, stored, stored.sizeBytes);
    } catch (error) {
      this.#failed("the store failed", error);
    }
  }

  /** The origin said that its reply must not be stored: what was stored goes, and nobody queues for the key for a while. */
  refuse(path: string, key: string, nowMs: number): void {
    if (this.#refusedUntilMs.size >= MOST_REFUSED) this.#refusedUntilMs.clear();
    this.#refusedUntilMs.set(key, nowMs + REFUSED_MS);
    this.#delete(key);
    this.#delete(path);
  }

  isRefused(key: string, nowMs: number): boolean {
    const untilMs = this.#refusedUntilMs.get(key);
    if (untilMs === undefined) return false;
    if (nowMs < untilMs) return true;
    this.#refusedUntilMs.delete(key);
    return false;
  }

  /** Takes a path out, in all its classes. @param forget Told of each key: requests under way serve no newcomers. */
  purge(path: string, forget: (key: string) => void): void {
    this.#delete(path);
    for (const encodingClass of this.#classes.known) {
      const key = `${path}\n${encodingClass}`;
      this.#delete(key);
      const mark = this.#underWay.get(key);
      if (mark === undefined) continue;
      mark.isOutdated = true;
      forget(key);
    }
  }

  purgeByTag(tag: string): void {
    this.#purges.purge(tag);
  }

  #delete(key: string): void {
    try {
      this.#store.delete(key);
    } catch (error) {
      this.#failed("the store failed", error);
    }
  }
}
