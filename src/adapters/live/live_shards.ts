import type { SqlDatabase } from "../../ports/sql_database.ts";
import { loadMarketplace } from "./marketplace_load.ts";
import { PostgresDatabase } from "./postgres_database.ts";
import { outcomesOf } from "./servers/outcomes.ts";
import { type Poolers, startPoolers } from "./servers/poolers.ts";
import { startTopology } from "./servers/topology.ts";

export interface LiveShardsOptions {
  readonly shards: number;
  readonly replicas: number;
  /** What the tables hold: products on every shard, users on theirs. */
  readonly products: number;
  readonly users: number;
  readonly seed: number;
  /** Sessions that a PgBouncer before each server keeps to it; undefined for none. */
  readonly pooled?: number | undefined;
}

/** PostgreSQL primaries with synchronous streaming replicas, the marketplace's tables in them. */
export interface LiveShards {
  /** @param replica 0 for the first primary. */
  database(replica: number, shard?: number): SqlDatabase;
  /** The same server through its PgBouncer (transaction pooling); undefined where none was wanted. */
  readonly pooler: ((replica: number, shard?: number) => SqlDatabase) | undefined;
  /** kill -9 to all processes of a shard's first primary. */
  killPrimary(shard: number): Promise<void>;
  /** Rows by table, over all shards. */
  readonly rows: Readonly<Record<string, number>>;
  /** Ends exactly what was started. */
  stop(): Promise<void>;
}

/** Longer than anything here takes on a starved machine. */
const CONNECT_TIMEOUT_MS = 5000;
/** A pooler lives on when its server dies, and what was just sent there waits for so long before it can be asked elsewhere. */
const QUERY_WAIT_MS = 2000;

/**
 * Starts them on the loopback interface and loads each shard's part of the seed data by COPY.
 *
 * @throws Failure `program-missing`, `server-failed`, `server-late` (exit status 4); nothing is then left running
 */
export async function startLiveShards(options: LiveShardsOptions): Promise<LiveShards> {
  const { shards, replicas, products, users, seed } = options;
  const topology = await startTopology({ shards, replicas });
  let poolers: Poolers | undefined;
  const stop = async () => {
    await poolers?.stop();
    await topology.stop();
  };
  try {
    const loaded = await outcomesOf(
      topology.shards.map(({ primary }, shard) =>
        loadMarketplace(primary.url, { products, users }, { seed, holds: (userId) => userId % shards === shard })
      ),
    );
    const { pooled } = options;
    if (pooled !== undefined) poolers = await startPoolers(topology, { poolSize: pooled, queryWaitMs: QUERY_WAIT_MS });
    const rows: Record<string, number> = {};
    for (const [table, count] of loaded.flatMap(Object.entries)) rows[table] = (rows[table] ?? 0) + Number(count);
    const patience = { connectTimeoutMs: CONNECT_TIMEOUT_MS };
    const before = poolers?.shards;
    return {
      database: (replica, shard = 0) => {
        const { primary, replicas: others } = topology.shards[shard]!;
        return new PostgresDatabase(replica === 0 ? primary.url : others[replica - 1]!.url, patience);
      },
      pooler: before && ((replica, shard = 0) => {
        const { primary, replicas: others } = before[shard]!;
        return new PostgresDatabase(replica === 0 ? primary : others[replica - 1]!, { ...patience, isPooled: true });
      }),
      killPrimary: (shard) => topology.shards[shard]!.primary.kill(),
      rows,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
