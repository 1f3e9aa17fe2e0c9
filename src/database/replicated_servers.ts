import { rethrowHalt } from "../flow/halt.ts";
import type { Clock } from "../flow/clock.ts";
import { all } from "../flow/all.ts";
import { immediate, parkWithin } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { timeout } from "../flow/timeout.ts";
import type { Waiter } from "../flow/waiter.ts";
import type { Probe } from "../ports/probe.ts";
import type { LogPosition, SqlConnection, SqlDatabase } from "../ports/sql_database.ts";
import type { ConnectionPool } from "./connection_pool.ts";
import type { ReadWish, Servers } from "./servers.ts";

/** Thrown when no primary was there in time. The write was not sent. */
export class PrimaryUnavailable extends Error {
  override readonly name = "PrimaryUnavailable";
  readonly code = "primary-unavailable";
}

/** One server: its pool, and how it is reached by who watches it. */
export interface ServerNode {
  readonly name: string;
  readonly pool: ConnectionPool;
  readonly database: SqlDatabase;
}

export interface ReplicatedServersOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  readonly primary: ServerNode;
  readonly replicas: readonly ServerNode[];
  /** How far behind the primary a replica may be that reads are sent to, ms. @default 1000 */
  readonly maxStalenessMs?: number;
  /** How often every server is asked for its position. @default 100 */
  readonly pollMs?: number;
  /** How long such a question may take before the server counts as gone. @default 1000 */
  readonly pollTimeoutMs?: number;
  /** Failed questions in a row after which the primary is replaced. @default 3 */
  readonly failuresUntilFailover?: number;
  /** How long a write waits for a primary. @default 10000 */
  readonly writerTimeoutMs?: number;
  /** Told when another server has become the primary, before the first write is sent to it. */
  readonly onPromoted?: (name: string) => void;
}

interface Watched extends ServerNode {
  /** Lost: it was the primary, another took its place; should it come back, nobody must write to it. */
  role: "primary" | "replica" | "lost";
  /** Where its log stood when last asked; -1 before the first answer. */
  position: number;
  /** The last moment at which it is known to have had all that the primary had. */
  levelAtMs: number;
  failures: number;
  session: SqlConnection | undefined;
}

/**
 * A primary with replicas that are watched: reads go to replicas that are near enough, writes to the primary, and when the primary
 * is gone the replica that has the most of its log is promoted.
 *
 * Only one program may watch a set of servers: two would promote two replicas. While no primary is there any live replica is read:
 * nothing is being written that it could lack.
 */
export class ReplicatedServers implements Servers {
  readonly all: readonly ConnectionPool[];
  readonly maxStalenessMs: number;
  readonly retriesReads = true;
  readonly tracksPositions = true;
  readonly #options: ReplicatedServersOptions;
  readonly #nodes: readonly Watched[];
  #writer: Operation<ConnectionPool> | undefined;
  #turn = 0;
  /** The watcher, while it sleeps. */
  #sleeper: Waiter<void> | undefined = undefined;
  readonly #writersInLine = new Set<Waiter<ConnectionPool>>();

  constructor(options: ReplicatedServersOptions) {
    this.#options = options;
    this.maxStalenessMs = options.maxStalenessMs ?? 1000;
    const { primary, replicas } = options;
    this.#nodes = [
      { ...primary, role: "primary", position: -1, levelAtMs: 0, failures: 0, session: undefined },
      ...replicas.map((node): Watched => (
        { ...node, role: "replica", position: -1, levelAtMs: -Infinity, failures: 0, session: undefined }
      )),
    ];
    this.all = this.#nodes.map(({ pool }) => pool);
    this.#writer = immediate(primary.pool);
  }

  reader(wish: ReadWish = {}): ConnectionPool {
    const { atLeast, avoid } = wish;
    const primary = this.#primary;
    const nowMs = this.#options.clock.nowMs();
    const isUsable = (node: Watched) => node.failures === 0 && node.position >= 0 && avoid?.has(node.pool) !== true;
    const isFresh = (node: Watched) =>
      nowMs - node.levelAtMs <= this.maxStalenessMs && (atLeast === undefined || node.position >= atLeast);
    const replicas = this.#nodes.filter((node) => node.role === "replica" && isUsable(node));
    const fresh = replicas.filter(isFresh);
    const isServing = primary !== undefined && primary.failures === 0 && avoid?.has(primary.pool) !== true;
    const chosen = fresh.length > 0 ? fresh : isServing ? [] : replicas;
    if (chosen.length > 0) return chosen[this.#turn++ % chosen.length]!.pool;
    if (isServing) return primary.pool;
    const left = this.#nodes.find((node) => node.role !== "lost" && avoid?.has(node.pool) !== true);
    return (left ?? primary ?? this.#nodes[0]!).pool;
  }

  writer(): Operation<ConnectionPool> {
    return this.#writer ?? this.#awaitWriter();
  }

  suspect(pool: ConnectionPool): void {
    const node = this.#nodes.find((one) => one.pool === pool);
    if (node === undefined || node.role === "lost") return;
    // It is asked at once; until it answers nobody is sent there.
    node.failures = Math.max(1, node.failures);
    if (node.role === "primary") this.#writer = undefined;
    this.#sleeper?.resume();
  }

  /** Who is the primary now; undefined between two. */
  get primaryName(): string | undefined {
    return this.#primary?.name;
  }

  /** Watches the servers for ever: to be run beside the requests. */
  *watch(): Flow<never> {
    const { pollMs = 100 } = this.#options;
    try {
      for (;;) {
        yield* this.#round();
        yield* parkWithin<void>(pollMs, "the next look at the servers", (waiter) => {
          this.#sleeper = waiter;
          return () => this.#sleeper = undefined;
        });
      }
    } finally {
      for (const node of this.#nodes) node.session?.close();
    }
  }

  get #primary(): Watched | undefined {
    return this.#nodes.find(({ role }) => role === "primary");
  }

  /** The primary first: a replica that is then found to have as much was level when the primary was asked. */
  *#round(): Flow<void> {
    const { clock, failuresUntilFailover = 3 } = this.#options;
    const primary = this.#primary;
    const askedMs = clock.nowMs();
    const found = primary && (yield* this.#ask(primary));
    if (primary !== undefined && found?.isPrimary === true) this.#writable(primary);
    const replicas = this.#nodes.filter(({ role }) => role === "replica");
    yield* all(replicas.map((node) => this.#ask(node)));
    for (const node of replicas) {
      if (found !== undefined && node.failures === 0 && node.position >= found.position) node.levelAtMs = askedMs;
    }
    if (primary === undefined || primary.failures >= failuresUntilFailover) yield* this.#failOver(primary);
  }

  *#ask(node: Watched): Flow<LogPosition | undefined> {
    const { pollTimeoutMs = 1000 } = this.#options;
    try {
      const found = yield* timeout(pollTimeoutMs, this.#position(node), `the position of ${node.name}`);
      node.failures = 0;
      node.position = found.position;
      return found;
    } catch (error) {
      rethrowHalt(error);
      // Why is of no matter: it did not answer.
      node.failures++;
      node.session?.close();
      node.session = undefined;
      if (node.role === "primary") this.#writer = undefined;
      return undefined;
    }
  }

  *#position(node: Watched): Flow<LogPosition> {
    node.session ??= yield* node.database.connect();
    if (node.session.position !== undefined) return yield* node.session.position();
    throw new TypeError(`Cannot watch ${node.name}: its database must tell its log's position: received none`);
  }

  /** The replica with the most of the log becomes the primary. Fails quietly: the next round tries again. */
  *#failOver(lost: Watched | undefined): Flow<void> {
    const { probe, pollTimeoutMs = 1000 } = this.#options;
    const live = this.#nodes.filter((node) => node.role === "replica" && node.failures === 0 && node.position >= 0);
    const [best] = live.sort((one, other) => other.position - one.position);
    if (best?.session?.promote === undefined) return;
    if (lost !== undefined) lost.role = "lost";
    try {
      yield* timeout(20 * pollTimeoutMs, best.session.promote(), `the promotion of ${best.name}`);
    } catch (error) {
      rethrowHalt(error);
      best.failures++;
      return;
    }
    best.role = "primary";
    probe.emit({
      kind: "degraded",
      component: "database",
      reason: `${best.name} was promoted${lost === undefined ? "" : ` in place of ${lost.name}`}`,
    });
    this.#options.onPromoted?.(best.name);
    this.#writable(best);
  }

  #writable(node: Watched): void {
    if (this.#writer !== undefined) return;
    this.#writer = immediate(node.pool);
    for (const waiter of this.#writersInLine) waiter.resume(node.pool);
    this.#writersInLine.clear();
  }

  *#awaitWriter(): Flow<ConnectionPool> {
    const { writerTimeoutMs = 10_000 } = this.#options;
    const pool = yield* parkWithin<ConnectionPool>(writerTimeoutMs, "a primary", (waiter) => {
      this.#writersInLine.add(waiter);
      return () => this.#writersInLine.delete(waiter);
    });
    if (typeof pool !== "symbol") return pool;
    throw new PrimaryUnavailable(
      `Cannot write: a primary must be there within ${writerTimeoutMs} ms: received none that answers`,
    );
  }
}
