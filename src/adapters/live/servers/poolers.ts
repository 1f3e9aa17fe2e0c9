import { outcomesOf } from "./outcomes.ts";
import { type PgBouncer, startPgBouncer } from "./pgbouncer.ts";
import type { PostgresServer } from "./postgres_server.ts";
import type { PostgresTopology } from "./topology.ts";

/** A PgBouncer before every server of a topology, in its order. */
export interface Poolers {
  readonly shards: readonly { readonly primary: string; readonly replicas: readonly string[] }[];
  /** Ends them, not their servers. */
  stop(): Promise<void>;
}

/**
 * @param poolSize Sessions of each server that all clients share.
 * @throws Failure `program-missing`, `server-failed`, `server-late` (exit status 4); nothing is then left running
 */
export async function startPoolers({ shards }: PostgresTopology, poolSize: number): Promise<Poolers> {
  const running: PgBouncer[] = [];
  const stop = async () => {
    await Promise.all(running.map((pooler) => pooler.stop()));
  };
  const before = async ({ port }: PostgresServer): Promise<string> => {
    const pooler = await startPgBouncer({ port, poolSize });
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
