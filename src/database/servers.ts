import type { Operation } from "../flow/operation.ts";
import { immediate } from "../flow/instructions.ts";
import type { ConnectionPool } from "./connection_pool.ts";

/** What a read asks of the server that answers it. */
export interface ReadWish {
  /** The log position that the server must have reached; undefined for any. */
  readonly atLeast?: number | undefined;
  /** Servers that failed this read already. */
  readonly avoid?: ReadonlySet<ConnectionPool>;
}

/** The servers of one database: who is asked for what. */
export interface Servers {
  reader(wish?: ReadWish): ConnectionPool;
  /** The primary, waited for where it may be between two. */
  writer(): Operation<ConnectionPool>;
  readonly all: readonly ConnectionPool[];
  /** How far behind a replica may be that `reader` gives, ms; 0 where replicas never lag. */
  readonly maxStalenessMs: number;
  /** Whether a read that lost its connection is worth another server or session. */
  readonly retriesReads: boolean;
  /** Whether positions in the log tell which replicas have a write. */
  readonly tracksPositions: boolean;
  /** Told of a server that lost a connection. */
  suspect(pool: ConnectionPool): void;
}

/** A primary and replicas that stay what they are; reads take the replicas in turn. */
export class FixedServers implements Servers {
  readonly maxStalenessMs = 0;
  readonly tracksPositions = false;
  readonly retriesReads: boolean;
  readonly all: readonly ConnectionPool[];
  readonly #primary: ConnectionPool;
  readonly #replicas: readonly ConnectionPool[];
  readonly #writer: Operation<ConnectionPool>;
  #turn = 0;

  constructor(primary: ConnectionPool, replicas: readonly ConnectionPool[]) {
    this.#primary = primary;
    this.#replicas = replicas;
    this.#writer = immediate(primary);
    this.all = [primary, ...replicas];
    this.retriesReads = primary.dialect !== undefined;
  }

  reader(wish?: ReadWish): ConnectionPool {
    if (this.#replicas.length === 0) return this.#primary;
    this.#turn = (this.#turn + 1) % this.#replicas.length;
    const chosen = this.#replicas[this.#turn]!;
    if (wish?.avoid === undefined || !wish.avoid.has(chosen)) return chosen;
    return this.all.find((pool) => !wish.avoid!.has(pool)) ?? this.#primary;
  }

  writer(): Operation<ConnectionPool> {
    return this.#writer;
  }

  suspect(): void {}
}
