import { HeaderText } from "./header_text.ts";

/** Header fields that a load generator reads: everything else is skipped. */
export interface ReplyFields {
  etag: string | undefined;
  cacheStatus: string | undefined;
  serverTiming: string | undefined;
  age: number | undefined;
  /** `NAME: VALUE` of a field by which CDNs and frameworks tell hits from misses (x-cache, cf-cache-status, …). */
  vendorCache: string | undefined;
}

const [LF, CR, SPACE, TAB, COLON] = [10, 13, 32, 9, 58];
/** A head longer than this is no reply of a sane server. */
const MOST_HEAD_BYTES = 64 * 1024;

type State =
  | "status"
  | "fields"
  | "length"
  | "close"
  | "chunk-size"
  | "chunk"
  | "chunk-end"
  | "trailers"
  | "done"
  | "bad";

/**
 * Reads HTTP/1.1 replies (RFC 9112), one after the other, from whatever pieces they come in. It keeps no body, only its size; a body
 * ends by Content-Length, by chunks, or with the connection. 1xx replies are passed over; HEAD, 204 and 304 have no body.
 */
export class ReplyParser implements ReplyFields {
  status = 0;
  /** Of the body as it came, codings included, chunk frames not. */
  bodyBytes = 0;
  /** Whether the connection may carry another request. */
  keepsAlive = true;
  etag: string | undefined = undefined;
  cacheStatus: string | undefined = undefined;
  serverTiming: string | undefined = undefined;
  age: number | undefined = undefined;
  vendorCache: string | undefined = undefined;
  #state: State = "status";
  #isHead = false;
  #left = 0;
  #contentLength = -1;
  #isChunked = false;
  #headBytes = 0;
  #carry: Uint8Array | undefined = undefined;
  #hasBegun = false;
  readonly #text: HeaderText;

  /** @param text Shared between the parsers of one thread: their servers say the same. */
  constructor(text: HeaderText = new HeaderText()) {
    this.#text = text;
  }

  /** Forgets the last reply. @param isHead The request was a HEAD: no body follows. */
  begin(isHead: boolean): void {
    this.#isHead = isHead;
    this.#carry = undefined;
    this.#hasBegun = false;
    this.#beginHead();
  }

  get isDone(): boolean {
    return this.#state === "done";
  }

  /** The other side does not speak HTTP/1.1. */
  get isBad(): boolean {
    return this.#state === "bad";
  }

  /** Whether any byte of the reply came. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The connection was closed in order. @returns whether the reply is whole by that. */
  end(): boolean {
    if (this.#state === "close") this.#state = "done";
    return this.isDone;
  }

  /**
   * Takes `bytes[0, length)`.
   *
   * @returns How many were used: fewer than `length` when more came than the reply.
   */
  push(bytes: Uint8Array, length: number): number {
    if (length > 0) this.#hasBegun = true;
    if (this.#carry === undefined) return this.#run(bytes, length);
    const kept = this.#carry.length;
    const joined = new Uint8Array(kept + length);
    joined.set(this.#carry);
    joined.set(bytes.subarray(0, length), kept);
    this.#carry = undefined;
    return this.#run(joined, joined.length) - kept;
  }

  #run(bytes: Uint8Array, length: number): number {
    let at = 0;
    while (at < length) {
      switch (this.#state) {
        case "length":
        case "chunk": {
          const part = Math.min(this.#left, length - at);
          at += part;
          this.bodyBytes += part;
          if ((this.#left -= part) === 0) this.#state = this.#state === "length" ? "done" : "chunk-end";
          break;
        }
        case "close":
          this.bodyBytes += length - at;
          return length;
        case "done":
        case "bad":
          return at;
        default: {
          let end = at;
          while (end < length && bytes[end] !== LF) end++;
          if (end === length) {
            this.#keep(bytes, at, length);
            return length;
          }
          this.#line(bytes, at, end > at && bytes[end - 1] === CR ? end - 1 : end);
          at = end + 1;
        }
      }
    }
    return at;
  }

  /** A line is cut in two: its beginning waits for its end. */
  #keep(bytes: Uint8Array, from: number, to: number): void {
    if (to - from > MOST_HEAD_BYTES) this.#state = "bad";
    else this.#carry = bytes.slice(from, to);
  }

  #line(bytes: Uint8Array, from: number, to: number): void {
    switch (this.#state) {
      case "status":
        return this.#statusLine(bytes, from, to);
      case "fields":
        this.#headBytes += to - from;
        if (this.#headBytes > MOST_HEAD_BYTES) this.#state = "bad";
        else if (from === to) this.#headEnds();
        else this.#field(bytes, from, to);
        return;
      case "chunk-size":
        return this.#chunkSize(bytes, from, to);
      case "chunk-end":
        this.#state = from === to ? "chunk-size" : "bad";
        return;
      case "trailers":
        if (from === to) this.#state = "done";
        return;
    }
  }

  /** `HTTP/1.1 200 OK` */
  #statusLine(bytes: Uint8Array, from: number, to: number): void {
    const status = to - from < 12 ? 0 : digits(bytes, from + 9, from + 12);
    const isHttp = bytes[from] === 72 && bytes[from + 1] === 84 && bytes[from + 4] === 47 && bytes[from + 5] === 49;
    if (!isHttp || !(status >= 100) || (to > from + 12 && bytes[from + 12] !== SPACE)) {
      this.#state = "bad";
      return;
    }
    this.status = status;
    this.keepsAlive = bytes[from + 7] === 49;
    this.#state = "fields";
  }

  #field(bytes: Uint8Array, from: number, to: number): void {
    // Only fields whose name begins with one of these letters are of interest.
    const first = bytes[from]! | 0x20;
    if (first !== 99 && first !== 101 && first !== 116 && first !== 97 && first !== 120 && first !== 115) return;
    let colon = from;
    while (colon < to && bytes[colon] !== COLON) colon++;
    let start = colon + 1;
    while (start < to && (bytes[start] === SPACE || bytes[start] === TAB)) start++;
    let end = to;
    while (end > start && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end--;
    switch (this.#text.name(bytes, from, colon)) {
      case "content-length":
        this.#contentLength = digits(bytes, start, end);
        if (!(this.#contentLength >= 0)) this.#state = "bad";
        return;
      case "transfer-encoding":
        this.#isChunked = this.#text.value(bytes, start, end).toLowerCase().endsWith("chunked");
        return;
      case "connection": {
        const value = this.#text.value(bytes, start, end).toLowerCase();
        if (value.includes("close")) this.keepsAlive = false;
        else if (value.includes("keep-alive")) this.keepsAlive = true;
        return;
      }
      case "etag":
        this.etag = this.#text.value(bytes, start, end);
        return;
      case "cache-status":
        this.cacheStatus = joined(this.cacheStatus, this.#text.value(bytes, start, end));
        return;
      case "server-timing":
        this.serverTiming = joined(this.serverTiming, this.#text.value(bytes, start, end));
        return;
      case "age":
        this.age = digits(bytes, start, end);
        return;
      case "x-cache":
      case "x-proxy-cache":
      case "x-nextjs-cache":
      case "x-vercel-cache":
      case "x-rack-cache":
      case "cf-cache-status":
        this.vendorCache ??= `${this.#text.name(bytes, from, colon)}: ${this.#text.value(bytes, start, end)}`;
        return;
    }
  }

  #headEnds(): void {
    const { status } = this;
    if (status < 200) return this.#beginHead();
    if (this.#isHead || status === 204 || status === 304) this.#state = "done";
    else if (this.#isChunked) this.#state = "chunk-size";
    else if (this.#contentLength >= 0) {
      this.#left = this.#contentLength;
      this.#state = this.#left === 0 ? "done" : "length";
    } else {
      this.#state = "close";
      this.keepsAlive = false;
    }
  }

  #chunkSize(bytes: Uint8Array, from: number, to: number): void {
    let size = 0;
    let at = from;
    for (; at < to; at++) {
      const digit = hexDigit(bytes[at]!);
      if (digit < 0) break;
      size = size * 16 + digit;
    }
    // After the digits only an extension may follow.
    const isSound = at > from && size <= Number.MAX_SAFE_INTEGER &&
      (at === to || ";\t ".includes(String.fromCharCode(bytes[at]!)));
    if (!isSound) this.#state = "bad";
    else if (size === 0) this.#state = "trailers";
    else {
      this.#left = size;
      this.#state = "chunk";
    }
  }

  #beginHead(): void {
    this.status = 0;
    this.bodyBytes = 0;
    this.keepsAlive = true;
    this.etag = undefined;
    this.cacheStatus = undefined;
    this.serverTiming = undefined;
    this.age = undefined;
    this.vendorCache = undefined;
    this.#contentLength = -1;
    this.#isChunked = false;
    this.#headBytes = 0;
    this.#state = "status";
  }
}

/** A whole number in ASCII digits; NaN when it is none. */
function digits(bytes: Uint8Array, from: number, to: number): number {
  if (from === to) return NaN;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Several fields of one name are one list (RFC 9110, 5.3). */
function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}
