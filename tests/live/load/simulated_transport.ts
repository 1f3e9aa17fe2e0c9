import type { Driver, EndKind, Transport } from "../../../src/adapters/live/load/transport.ts";

/** What a simulated server does about a request. */
export type Answer =
  | { readonly atMs: number; readonly text: string; readonly thenEnd?: EndKind }
  | { readonly atMs: number; readonly end: EndKind }
  /** It says nothing, ever. */
  | "silence";

/** A network and a server in simulated time: what happens is a list of actions by time, ties in their order. */
export class SimulatedTransport implements Transport {
  nowMs = 0;
  /** Requests as they came. */
  readonly heard: { readonly slot: number; readonly text: string; readonly atMs: number }[] = [];
  readonly #serve: (request: string, nowMs: number) => Answer;
  readonly #opens: (nowMs: number) => { atMs: number } | "refused";
  /** A slot's connection: another number for each one that it held. */
  readonly #connection: number[] = [];
  #connections = 0;
  readonly #actions: { atMs: number; act: (driver: Driver) => void }[] = [];

  constructor(
    serve: (request: string, nowMs: number) => Answer,
    opens: (nowMs: number) => { atMs: number } | "refused" = (nowMs) => ({ atMs: nowMs }),
  ) {
    this.#serve = serve;
    this.#opens = opens;
  }

  open(slot: number): void {
    const connection = this.#connection[slot] = ++this.#connections;
    const outcome = this.#opens(this.nowMs);
    if (outcome === "refused") {
      return this.#at(this.nowMs, (driver) => this.#end(driver, { slot, connection }, "refused"));
    }
    this.#at(outcome.atMs, (driver) => this.#connection[slot] === connection && driver.opened(slot));
  }

  send(slot: number, bytes: Uint8Array, length: number): void {
    const text = new TextDecoder().decode(bytes.subarray(0, length));
    const connection = this.#connection[slot]!;
    this.heard.push({ slot, text, atMs: this.nowMs });
    const answer = this.#serve(text, this.nowMs);
    if (answer === "silence") return;
    if ("end" in answer) return this.#at(answer.atMs, (driver) => this.#end(driver, { slot, connection }, answer.end));
    this.#at(answer.atMs, (driver) => {
      if (this.#connection[slot] !== connection) return;
      const reply = new TextEncoder().encode(answer.text);
      driver.received(slot, reply, reply.length);
      if (answer.thenEnd !== undefined) this.#end(driver, { slot, connection }, answer.thenEnd);
    });
  }

  close(slot: number): void {
    this.#connection[slot] = 0;
  }

  run(driver: Driver): Promise<void> {
    for (driver.tick(); !driver.isDone; driver.tick()) {
      const next = this.#actions[0];
      const dueMs = this.nowMs + driver.waitMs();
      if (next !== undefined && next.atMs <= dueMs) {
        this.#actions.shift();
        this.nowMs = Math.max(this.nowMs, next.atMs);
        next.act(driver);
      } else if (dueMs === Infinity) throw new RangeError("Cannot go on: something must be due: received nothing");
      else this.nowMs = dueMs;
    }
    return Promise.resolve();
  }

  /** Something that the world does by itself. */
  happens(atMs: number, act: (driver: Driver) => void): void {
    this.#at(atMs, act);
  }

  #end(driver: Driver, { slot, connection }: { slot: number; connection: number }, kind: EndKind): void {
    if (this.#connection[slot] !== connection) return;
    this.#connection[slot] = 0;
    driver.ended(slot, kind);
  }

  #at(atMs: number, act: (driver: Driver) => void): void {
    const after = this.#actions.findIndex((action) => action.atMs > atMs);
    this.#actions.splice(after < 0 ? this.#actions.length : after, 0, { atMs, act });
  }
}
