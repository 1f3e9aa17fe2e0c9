import type { WebRequest } from "../../../ports/http.ts";
import { attributionOf } from "./attribution.ts";
import type { LoadArrivals } from "./arrivals.ts";
import { HeaderText } from "./header_text.ts";
import type { LoadBooks } from "./load_books.ts";
import type { ErrorKind } from "./load_record.ts";
import type { LoadRequests } from "./load_requests.ts";
import { ReplyParser } from "./reply_parser.ts";
import type { RequestWriter } from "./request_writer.ts";
import type { Driver, EndKind, Transport } from "./transport.ts";
import { WaitingRequests } from "./waiting_requests.ts";

/** What a load may use at most. */
export interface LoadLimits {
  /** Connections at once. A request that finds all of them busy waits, and is late. */
  readonly connections: number;
  /** Requests that wait for a connection at once; one more is dropped, and counted. */
  readonly waiting: number;
  /** From the sending to the end of the reply. */
  readonly timeoutMs: number;
}

export interface LoadEngineOptions {
  readonly requests: LoadRequests;
  readonly arrivals: LoadArrivals;
  readonly writer: RequestWriter;
  readonly transport: Transport;
  readonly books: LoadBooks;
  readonly limits: LoadLimits;
  /** Ms since the start of the load. */
  readonly nowMs: () => number;
  /** Whether Cache-Status names our own tiers. */
  readonly isOurs: boolean;
  /** Asked now and then; true ends the load at once. */
  readonly isStopped?: () => boolean;
}

type SlotState = "free" | "opening" | "idle" | "busy";

class Slot {
  state: SlotState = "free";
  request: WebRequest | undefined = undefined;
  index = 0;
  intendedMs = 0;
  sentMs = 0;
  /** Whether it has carried a request before this one. */
  isUsed = false;
  isRetry = false;
  readonly parser: ReplyParser;

  constructor(text: HeaderText) {
    this.parser = new ReplyParser(text);
  }
}

/** How often replies that are overdue are looked for. */
const SWEEP_MS = 100;

/**
 * Sends requests when they are due, each over a connection of its own for the time until its reply (kept alive, no pipelining, as
 * browsers do), and tells the books. It knows neither sockets nor the clock: the transport moves bytes and `nowMs` tells the time.
 */
export class LoadEngine implements Driver {
  readonly #options: LoadEngineOptions;
  readonly #slots: Slot[] = [];
  readonly #free: number[] = [];
  /** Last used first: so that no more connections stay open than are needed. */
  readonly #idle: number[] = [];
  readonly #waiting = new WaitingRequests();
  readonly #text = new HeaderText();
  #opening = 0;
  #busy = 0;
  #sweepMs = 0;
  #isStopped = false;

  constructor(options: LoadEngineOptions) {
    this.#options = options;
  }

  get isDone(): boolean {
    return this.#isStopped || (this.#options.arrivals.isOver && this.#busy === 0 && this.#waiting.length === 0);
  }

  tick(): void {
    const { arrivals, nowMs, isStopped } = this.#options;
    if (isStopped?.()) return this.#stop();
    let now = nowMs();
    while (arrivals.nextMs <= now && !arrivals.isOver) {
      const { index, intendedMs } = arrivals.take();
      this.#due(index, intendedMs);
      if (arrivals.nextMs > now) now = nowMs();
    }
    if (now >= this.#sweepMs) this.#sweep(now);
  }

  waitMs(): number {
    const { arrivals, nowMs } = this.#options;
    const nextMs = arrivals.isOver ? Infinity : arrivals.nextMs;
    return Math.max(0, Math.min(nextMs, this.#sweepMs) - nowMs());
  }

  opened(slot: number): void {
    this.#opening--;
    this.#options.books.opened();
    this.#slots[slot]!.isUsed = false;
    this.#becomesIdle(slot);
  }

  received(number: number, bytes: Uint8Array, length: number): void {
    const slot = this.#slots[number]!;
    const { parser } = slot;
    if (slot.state !== "busy") return this.#close(number);
    const used = parser.push(bytes, length);
    if (parser.isBad) return this.#fails(number, "malformed");
    // More than a reply: nobody asked for it, so the connection is out of step.
    if (parser.isDone) this.#replied(number, parser.keepsAlive && used === length);
  }

  ended(number: number, kind: EndKind): void {
    const slot = this.#slots[number]!;
    const before = slot.state;
    if (before === "opening") {
      this.#opening--;
      this.#release(number);
      const waiting = this.#waiting.shift();
      if (waiting !== undefined) this.#failed(waiting, "refused");
      return this.#openMore();
    }
    if (before === "idle") this.#idle.splice(this.#idle.indexOf(number), 1);
    if (before !== "busy") return this.#release(number);
    if (kind === "closed" && slot.parser.end()) return this.#replied(number, false, true);
    this.#busy--;
    this.#release(number);
    if (this.#mayRetry(slot)) {
      this.#options.books.retried();
      this.#waiting.unshift({ index: slot.index, intendedMs: slot.intendedMs, isRetry: true });
    } else this.#failed(slot, slot.parser.hasBegun ? "cut" : "reset");
    this.#openMore();
  }

  #due(index: number, intendedMs: number): void {
    const slot = this.#idle.pop();
    if (slot !== undefined) return this.#send(slot, { index, intendedMs, isRetry: false });
    if (this.#waiting.length >= this.#options.limits.waiting) return this.#failed({ index, intendedMs }, "dropped");
    this.#waiting.push(index, intendedMs);
    this.#openMore();
  }

  #openMore(): void {
    const { limits, transport } = this.#options;
    while (this.#opening < this.#waiting.length) {
      let slot = this.#free.pop();
      if (slot === undefined) {
        if (this.#slots.length >= limits.connections) return;
        slot = this.#slots.push(new Slot(this.#text)) - 1;
      }
      this.#slots[slot]!.state = "opening";
      this.#opening++;
      transport.open(slot);
    }
  }

  #becomesIdle(number: number): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) return this.#send(number, waiting);
    this.#slots[number]!.state = "idle";
    this.#idle.push(number);
  }

  #send(number: number, { index, intendedMs, isRetry }: { index: number; intendedMs: number; isRetry: boolean }): void {
    const { requests, writer, transport, books, nowMs } = this.#options;
    const slot = this.#slots[number]!;
    const request = requests.make(index);
    slot.state = "busy";
    slot.request = request;
    slot.index = index;
    slot.intendedMs = intendedMs;
    slot.isRetry = isRetry;
    slot.parser.begin(request.method === "HEAD");
    this.#busy++;
    const length = writer.write(request);
    slot.sentMs = nowMs();
    if (!isRetry) books.sent(intendedMs, slot.sentMs);
    transport.send(number, writer.bytes, length);
  }

  #replied(number: number, keepsAlive: boolean, isClosed = false): void {
    const { requests, books, arrivals, nowMs, isOurs } = this.#options;
    const slot = this.#slots[number]!;
    const { parser } = slot;
    const request = slot.request!;
    const endMs = nowMs();
    this.#busy--;
    slot.isUsed = true;
    if (parser.etag !== undefined) requests.seen(slot.index, parser.etag);
    books.answered({
      index: slot.index,
      intendedMs: slot.intendedMs,
      sentMs: slot.sentMs,
      endMs,
      status: parser.status,
      bodyBytes: parser.bodyBytes,
      route: requests.routeOf(request),
      attribution: attributionOf(parser, isOurs),
    });
    arrivals.over(endMs);
    if (keepsAlive) return this.#becomesIdle(number);
    if (isClosed) this.#release(number);
    else this.#close(number);
    this.#openMore();
  }

  /** The connection is of no use any more, and its request has failed. */
  #fails(number: number, kind: ErrorKind): void {
    this.#busy--;
    this.#failed(this.#slots[number]!, kind);
    this.#close(number);
    this.#openMore();
  }

  #failed({ index, intendedMs }: { index: number; intendedMs: number }, kind: ErrorKind): void {
    const { requests, books, arrivals, nowMs } = this.#options;
    const endMs = nowMs();
    books.failed({ kind, intendedMs, endMs, route: requests.routeOf(requests.make(index)) });
    arrivals.over(endMs);
  }

  /** A server may close a connection just when a request is under way to it; browsers then ask again, once (RFC 9112, 9.3.1). */
  #mayRetry(slot: Slot): boolean {
    const method = slot.request!.method;
    return slot.isUsed && !slot.isRetry && !slot.parser.hasBegun && (method === "GET" || method === "HEAD");
  }

  #close(number: number): void {
    const slot = this.#slots[number]!;
    if (slot.state === "idle") this.#idle.splice(this.#idle.indexOf(number), 1);
    this.#options.transport.close(number);
    this.#release(number);
  }

  #release(number: number): void {
    this.#slots[number]!.state = "free";
    this.#free.push(number);
  }

  /** Fails what is overdue: replies, and requests that wait for a connection that nobody gives back. */
  #sweep(nowMs: number): void {
    const { timeoutMs } = this.#options.limits;
    this.#sweepMs = nowMs + SWEEP_MS;
    this.#slots.forEach((slot, number) => {
      if (slot.state === "busy" && nowMs - slot.sentMs > timeoutMs) this.#fails(number, "timeout");
    });
    while (nowMs - this.#waiting.oldestMs > timeoutMs) this.#failed(this.#waiting.shift()!, "timeout");
  }

  /** Nothing more is sent; what is under way is given up, and counted. */
  #stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const slot of this.#slots) if (slot.state === "busy") this.#failed(slot, "unfinished");
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#failed(next, "unfinished");
    }
  }
}
