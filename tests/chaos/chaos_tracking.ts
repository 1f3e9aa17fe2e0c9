import { background, parkWithin, sleep, TIMED_OUT } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import type { Waiter } from "../../src/flow/waiter.ts";
import type { Tracking, TrackingListener } from "../../src/ports/tracking.ts";
import type { ChaosLink, ChaosServer } from "./chaos_server.ts";
import { DEADLINE_MS } from "./chaos_times.ts";

/** What a raised version changes. */
const TABLE = "\u0000versions";

/**
 * Client tracking of the naive Redis on one instance's link: announcements keep their order, and none is lost alone. Where messages
 * are lost, the connection that hears is dead without a sign until it is made anew.
 */
export class ChaosTracking implements Tracking {
  readonly link: ChaosLink;
  readonly #server: ChaosServer;
  #listener: TrackingListener | undefined;
  #isDead = false;
  #connection = 0;
  #lastArrivalMs = 0;

  constructor(server: ChaosServer, link: ChaosLink) {
    this.#server = server;
    this.link = link;
    // A restarted instance has lost its old connection.
    for (const other of server.trackings) if (other.link === link) server.trackings.delete(other);
    server.trackings.add(this);
  }

  listen(listener: TrackingListener): void {
    this.#listener = listener;
  }

  *raise(tags: readonly string[], known: readonly number[]): Flow<number> {
    const server = this.#server;
    return yield* this.link.call(() => {
      if (server.born === 0) server.born = server.microseconds;
      const version = Math.max(server.microseconds, 1 + Math.max(0, ...server.versions.values(), ...known));
      for (const tag of tags) server.versions.set(tag, version);
      this.link.changed([TABLE], true);
      return version;
    });
  }

  *versions(above: number): Flow<{ born: number; versions: readonly (readonly [string, number])[] }> {
    const server = this.#server;
    return yield* this.link.call(() => {
      if (server.born === 0) server.born = server.microseconds;
      return { born: server.born, versions: [...server.versions].filter(([, version]) => version > above) };
    });
  }

  *isHearing(): Flow<boolean> {
    yield* this.link.call(() => undefined);
    let isAnswered = false;
    let waiter: Waiter<boolean> | undefined;
    yield* background(
      this.#arrive(() => {
        isAnswered = true;
        waiter?.resume(true);
      }),
      "a pong",
    );
    const outcome = yield* parkWithin<boolean>(DEADLINE_MS, "a pong", (parked) => {
      waiter = parked;
      if (isAnswered) parked.resume(true);
    });
    if (outcome !== TIMED_OUT) return true;
    yield* background(this.#reopen(), "a new connection");
    return false;
  }

  /** Some keys were changed at the server. */
  announced(keys: readonly string[]): Flow<void> {
    return this.#arrive(() => {
      const changed = keys.filter((key) => key !== TABLE).map((key) => ["l2", key] as const);
      if (changed.length < keys.length) this.#listener?.raised();
      if (changed.length > 0) this.#listener?.changed(changed);
    });
  }

  /** Both connections are new. */
  reconnected(): void {
    this.#connection++;
    if (this.link.isCut) return;
    this.#isDead = false;
    this.#listener?.lost();
  }

  *#reopen(): Flow<void> {
    this.#connection++;
    const connection = this.#connection;
    yield* sleep(this.link.way());
    if (this.link.isCut || connection !== this.#connection) return;
    this.#isDead = false;
    yield* sleep(this.link.way());
    if (connection === this.#connection) this.#listener?.lost();
  }

  *#arrive(hear: () => void): Flow<void> {
    const connection = this.#connection;
    if (this.link.losesNow()) this.#isDead = true;
    if (this.#isDead || this.link.isCut) return;
    const { clock } = this.#server;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, clock.nowMs() + this.link.way());
    yield* sleep(this.#lastArrivalMs - clock.nowMs());
    if (connection === this.#connection) hear();
  }
}
