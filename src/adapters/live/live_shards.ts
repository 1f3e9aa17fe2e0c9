import type { SqlDatabase } from "../../ports/sql_database.ts";
import { loadMarketplace } from "./marketplace_load.ts";
import { PostgresDatabase } from "./postgres_database.ts";
import { outcomesOf } from "./servers/outcomes.ts";
import { startTopology } from "./servers/topology.ts";

export interface LiveShardsOptions {
  readonly shards: number;
  readonly replicas: number;
  /** What the tables hold: products on every shard, users on theirs. */
  readonly products: number;
  readonly users: number;
  readonly seed: number;
}

/** PostgreSQL primaries with synchronous streaming replicas, the marketplace's tables in them. */
export interface LiveShards {
  /** @param replica 0 for the first primary. */
  database(replica: number, shard?: number): SqlDatabase;
  /** kill -9 to all processes of a shard's first primary. */
  killPrimary(shard: number): Promise<void>;
  /** Rows by table, over all shards. */
  readonly rows: Readonly<Record<string, number>>;
  /** Ends exactly what was started. */
  stop(): Promise<void>;
}

/** Longer than anything here takes on a starved machine. */
const CONNECT_TIMEOUT_MS = 5000;

/**
 * Starts them on the loopback interface and loads each shard's part of the seed data by COPY.
 *
 * @throws Failure `program-missing`, `server-failed`, `server-late` (exit status 4); nothing is then left running
 */
export async function startLiveShards(options: LiveShardsOptions): Promise<LiveShards> {
  const { shards, replicas, products, users, seed } = options;
  const topology = await startTopology({ shards, replicas });
  try {
    const loaded = await outcomesOf(
      topology.shards.map(({ primary }, shard) =>
        loadMarketplace(primary.url, { products, users }, { seed, holds: (userId) => userId % shards === shard })
      ),
    );
    const rows: Record<string, number> = {};
    for (const [table, count] of loaded.flatMap(Object.entries)) rows[table] = (rows[table] ?? 0) + Number(count);
    return {
      database: (replica, shard = 0) => {
        const { primary, replicas: others } = topology.shards[shard]!;
        const { url } = replica === 0 ? primary : others[replica - 1]!;
        return new PostgresDatabase(url, { connectTimeoutMs: CONNECT_TIMEOUT_MS });
      },
      killPrimary: (shard) => topology.shards[shard]!.primary.kill(),
      rows,
      stop: () => topology.stop(),
    };
  } catch (error) {
    await topology.stop();
    throw error;
  }
}
