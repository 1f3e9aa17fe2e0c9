import { outcomesOf } from "./outcomes.ts";
import { type PgBouncer, type PgBouncerOptions, startPgBouncer } from "./pgbouncer.ts";
import type { PostgresServer } from "./postgres_server.ts";
import type { PostgresTopology } from "./topology.ts";

type PoolerSettings = Pick<PgBouncerOptions, "poolSize" | "queryWaitMs">;

/** A PgBouncer before every server of a topology, in its order. */
export interface Poolers {
  readonly shards: readonly { readonly primary: string; readonly replicas: readonly string[] }[];
  /** Ends them, not their servers. */
  stop(): Promise<void>;
}

/**
 * @param settings `poolSize`: sessions of each server that all clients share; `queryWaitMs`: how long a statement waits for one.
 * @throws Failure `program-missing`, `server-failed`, `server-late` (exit status 4); nothing is then left running
 */
export async function startPoolers({ shards }: PostgresTopology, settings: PoolerSettings): Promise<Poolers> {
  const running: PgBouncer[] = [];
  const stop = async () => {
    await Promise.all(running.map((pooler) => pooler.stop()));
  };
  const before = async ({ port }: PostgresServer): Promise<string> => {
    const pooler = await startPgBouncer({ ...settings, port });
    running.push(pooler);
    return pooler.url;
  };
  try {
    const urls = await outcomesOf(shards.map(async ({ primary, replicas }) => ({
      primary: await before(primary),
      replicas: await outcomesOf(replicas.map(before)),
    })));
    return { shards: urls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
