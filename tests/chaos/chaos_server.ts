import { DEADLINE_MS } from "./chaos_times.ts";
import type { ChaosTracking } from "./chaos_tracking.ts";
import type { Dice } from "./dice.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { background, parkWithin, sleep, TIMED_OUT } from "../../src/flow/instructions.ts";
import type { Flow, Operation } from "../../src/flow/operation.ts";
import { DeadlineExceeded } from "../../src/flow/timeout.ts";
import type { Waiter } from "../../src/flow/waiter.ts";
import type { BusListener, BusMessage, KeyValueStore, TagBus, Writing } from "../../src/ports/key_value_store.ts";

interface Held {
  readonly text: string;
  readonly mark: number;
  readonly expiresAtMs: number;
}

/** A naive Redis: a few maps, which a restart empties. It can hang, and its clock can be wrong. */
export class ChaosServer {
  readonly clock: Clock;
  readonly links = new Set<ChaosLink>();
  readonly trackings = new Set<ChaosTracking>();
  held = new Map<string, Held>();
  versions = new Map<string, number>();
  sequence = 0;
  born = 0;
  /** Off from the true time, ms. */
  skewMs = 0;
  #resumed: Waiter<void>[] = [];
  #isPaused = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
    if (!isPaused) { for (const waiter of this.#resumed.splice(0)) waiter.resume(); }
  }

  get microseconds(): number {
    return Math.floor((1_000_000 + this.clock.nowMs() + this.skewMs) * 1000);
  }

  /** As after a crash without persistence: all connections break. */
  restart(): void {
    this.held = new Map();
    this.versions = new Map();
    this.sequence = 0;
    this.born = 0;
    for (const link of this.links) link.reconnect();
    for (const tracking of this.trackings) tracking.reconnected();
  }

  /** @param isScript What a script writes is announced to its own sender too. */
  *announce(link: ChaosLink, keys: readonly string[], isScript = false): Flow<void> {
    for (const tracking of this.trackings) {
      if (isScript || tracking.link !== link) yield* background(tracking.announced(keys), "an announcement");
    }
  }

  /** What a hanging server was sent waits until it goes on. */
  *served(): Flow<void> {
    while (this.#isPaused) {
      yield* parkWithin<void>(1e9, "a server that hangs", (waiter) => void this.#resumed.push(waiter));
    }
  }

  tell(message: Omit<BusMessage, "sequence">): BusMessage {
    if (this.sequence === 0) this.born = this.sequence = this.microseconds + 1;
    else this.sequence++;
    return { ...message, sequence: this.sequence };
  }
}

/** One instance's connections to the server: latency, loss, and partitions. Commands keep their order, messages do not. */
export class ChaosLink {
  readonly #server: ChaosServer;
  readonly #dice: Dice;
  readonly #listeners = new Set<BusListener>();
  /** Keys that the command at hand changed. */
  #changed: { readonly keys: readonly string[]; readonly isScript: boolean } | undefined;
  #isCut = false;
  /** Share of messages (not commands) that are lost without a sign. */
  lossRatio = 0;
  /** What every way takes longer, ms. */
  slowMs = 0;
  /** Raised when the connection breaks: what was sent before arrives no more. */
  #connection = 0;
  #lastArrivalMs = 0;

  constructor(server: ChaosServer, dice: Dice) {
    this.#server = server;
    this.#dice = dice;
    server.links.add(this);
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  set isCut(isCut: boolean) {
    this.#isCut = isCut;
    if (isCut) this.#connection++;
    else this.reconnect();
    for (const tracking of this.#server.trackings) if (!isCut && tracking.link === this) tracking.reconnected();
  }

  /** A new connection: what was under way is lost, and the listeners are told that messages may be. */
  reconnect(): void {
    this.#connection++;
    if (this.#isCut) return;
    for (const listener of this.#listeners) listener.resumed();
  }

  store(): KeyValueStore {
    const server = this.#server;
    const read = (key: string) => {
      const found = server.held.get(key);
      return found !== undefined && found.expiresAtMs > server.clock.nowMs() ? found : undefined;
    };
    const put = (key: string, value: unknown, { ttlMs, mark = 0 }: { ttlMs: number; mark?: number }) =>
      void server.held.set(key, { text: JSON.stringify(value), mark, expiresAtMs: server.clock.nowMs() + ttlMs });
    return {
      get: (key) =>
        this.call(() => {
          const found = read(key);
          return found && JSON.parse(found.text);
        }),
      set: (key, value, writing: Writing) =>
        this.call(() => {
          const found = writing.seen === undefined ? undefined : read(key);
          if (found !== undefined && found.mark !== writing.seen) return;
          put(key, value, writing);
          this.changed([key], (writing.seen ?? 0) !== 0);
        }),
      delete: (key, grave) =>
        this.call(() => {
          this.changed([key]);
          if (grave === undefined) server.held.delete(key);
          else put(key, { grave: grave.mark }, { ttlMs: grave.keptMs, mark: grave.mark });
        }),
      clear: () =>
        this.call(() => {
          this.changed([...server.held.keys()]);
          server.held.clear();
        }),
    };
  }

  /** To be called by what a command does. */
  changed(keys: readonly string[], isScript = false): void {
    this.#changed = { keys, isScript };
  }

  bus(): TagBus {
    const server = this.#server;
    return {
      raise: (tags, from, known = []) =>
        this.call(() => {
          const versions = tags.map((tag, index) => {
            const before = Math.max(server.versions.get(tag) ?? 0, known[index] ?? 0);
            const version = Math.max(before + 1, server.microseconds);
            server.versions.set(tag, version);
            return version;
          });
          return { answer: versions, message: server.tell({ from, tags, versions, keys: [] }) };
        }, true),
      announce: (keys, from) =>
        this.call(() => ({
          answer: undefined,
          message: server.tell({ from, tags: [], versions: [], keys }),
        }), true),
      position: () =>
        this.call(() => ({ sequence: server.sequence, born: server.born, versions: [...server.versions] })),
      sequence: () => this.call(() => server.sequence),
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  losesNow(): boolean {
    return this.#dice.unit() < this.lossRatio;
  }

  /** Delivers a message, or not. */
  *deliver(message: BusMessage): Flow<void> {
    const connection = this.#connection;
    const isLost = this.#isCut || this.losesNow();
    yield* sleep(this.way());
    if (isLost || connection !== this.#connection) return;
    for (const listener of this.#listeners) listener.heard(message);
  }

  call<T>(act: () => T): Operation<T>;
  call<T>(act: () => { answer: T; message: BusMessage }, isTold: true): Operation<T>;
  *call<T>(act: () => T | { answer: T; message: BusMessage }, isTold = false): Flow<T> {
    let waiter: Waiter<{ value: T }> | undefined;
    let answer: { value: T } | undefined;
    const connection = this.#connection;
    yield* background(
      this.#carry(connection, act, isTold, (value) => {
        answer = { value };
        waiter?.resume(answer);
      }),
      "a command",
    );
    const outcome = yield* parkWithin<{ value: T }>(DEADLINE_MS, "an answer", (parked) => {
      waiter = parked;
      if (answer) parked.resume(answer);
    });
    if (outcome !== TIMED_OUT) return outcome.value;
    throw new DeadlineExceeded("Cannot reach the server: it must answer in time: received nothing");
  }

  *#carry<T>(
    connection: number,
    act: () => T | { answer: T; message: BusMessage },
    isTold: boolean,
    answer: (value: T) => void,
  ): Flow<void> {
    const { clock } = this.#server;
    // One connection keeps the order of what is sent on it.
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, clock.nowMs() + this.way());
    yield* sleep(this.#lastArrivalMs - clock.nowMs());
    yield* this.#server.served();
    if (this.#isCut || connection !== this.#connection) return;
    this.#changed = undefined;
    const outcome = act();
    const changed = this.#changed as { keys: readonly string[]; isScript: boolean } | undefined;
    if (changed) yield* this.#server.announce(this, changed.keys, changed.isScript);
    if (isTold) {
      const { message } = outcome as { message: BusMessage };
      for (const link of this.#server.links) yield* background(link.deliver(message), "a message");
    }
    yield* sleep(this.way());
    if (this.#isCut || connection !== this.#connection) return;
    answer(isTold ? (outcome as { answer: T }).answer : outcome as T);
  }

  way(): number {
    return 0.2 + 3 * this.#dice.unit() ** 4 + this.slowMs * this.#dice.unit();
  }
}
