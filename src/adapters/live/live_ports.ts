import { Random } from "../../base/random.ts";
import type { LiveWorld } from "../../flow/live_clock.ts";
import type { Tier } from "../../ports/http.ts";
import { shardOf } from "../../market/market_sql.ts";
import type { SqlDatabase } from "../../ports/sql_database.ts";
import type { StackPorts } from "../../ports/stack_ports.ts";
import { SHOP_SIZE } from "../../workload/shop_size.ts";
import { LiveContent } from "./live_content.ts";
import { liveFiles } from "./live_files.ts";
import { type LiveServers, liveServers, type ShardUrls } from "./live_servers.ts";
import { loadMarketplace } from "./marketplace_load.ts";
import { PostgresDatabase } from "./postgres_database.ts";
import { cannotPrepare, seedPostgres } from "./postgres_shop.ts";
import { RedisLevel } from "./redis_store.ts";
import { outcomesOf } from "./servers/outcomes.ts";
import { readStatementBooks, resetStatementBooks, type ServerStatement } from "./statement_books.ts";
import { SqliteDatabase } from "./sqlite_database.ts";
import { seedSqlite } from "./sqlite_file.ts";

export interface LivePortsOptions {
  readonly world: LiveWorld;
  readonly seed: number;
  /** Products in the tables. */
  readonly products: number;
  readonly database: "sqlite" | "postgresql";
  /** Whether the design has a second level. */
  readonly hasL2: boolean;
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** @default those that are started beside a database of our own */
  readonly replicaUrls?: readonly string[];
  /** Shards of a database that is started here, and replicas of each. @default 1, 0 */
  readonly shardCount?: number;
  readonly replicas?: number;
  /** Of several: sessions of each server that PgBouncer lends. @default no PgBouncer */
  readonly poolSize?: number | undefined;
  /** Those that run already, where there are several. @default none */
  readonly shards?: readonly ShardUrls[];
  /** Which application's tables are made. @default "shop" */
  readonly application?: "shop" | "marketplace";
  /** The marketplace's. @default as many as it has sellers */
  readonly users?: number;
  /** Whether a Redis that is started here is a cluster. @default false */
  readonly isRedisCluster?: boolean;
}

/** The real outside world of one run, and what ends it. */
export interface LivePorts extends StackPorts {
  /** What the database server itself counted since the tables were made; undefined where it does not count. */
  serverStatements(): Promise<ServerStatement[] | undefined>;
  close(): Promise<void>;
}

/**
 * Opens the real parts that a design needs: the embedded SQLite in a temporary folder, the servers that the caller names, and
 * servers of our own for what nobody named.
 *
 * @throws Failure `program-missing`, `server-failed`, `redis-unreachable`, `postgres-unreachable` (exit status 4)
 */
export async function livePorts(options: LivePortsOptions): Promise<LivePorts> {
  const servers = await liveServers({
    needsRedis: options.hasL2,
    isRedisCluster: options.isRedisCluster ?? false,
    needsPostgres: options.database === "postgresql",
    shardCount: options.shardCount ?? 1,
    poolSize: options.poolSize,
    shards: options.shards,
    replicas: options.replicas ?? 0,
    replicaUrls: options.replicaUrls,
    redisUrl: options.redisUrl,
    databaseUrl: options.databaseUrl,
  });
  try {
    return await portsOn(servers, options);
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

async function portsOn(servers: LiveServers, options: LivePortsOptions): Promise<LivePorts> {
  const { world } = options;
  const { redisUrl } = servers;
  const folder = Deno.makeTempDirSync({ prefix: "tierlab-" });
  let redis: RedisLevel | undefined;
  const close = () => {
    redis?.close();
    Deno.removeSync(folder, { recursive: true });
  };
  try {
    const prefix = `tierlab:${folder.split("-").at(-1)}:`;
    // The marketplace keeps rendered pages there, which are bytes: JSON would lose them.
    const serialiser = options.application === "marketplace" ? "structured" : "json";
    if (options.hasL2) redis = await RedisLevel.connect(redisUrl!, prefix, { serialiser });
    const shared = redis;
    const shards = options.database === "sqlite" ? [] : shardsOf(servers);
    if (options.database === "sqlite") seedSqlite(`${folder}/shop.db`, options.products);
    else await seedShards(shards, options);
    return {
      clock: world,
      random: new Random(options.seed).fork("world"),
      content: new LiveContent(),
      files: liveFiles(folder),
      database: options.database === "sqlite" ? one(new SqliteDatabase(`${folder}/shop.db`)) : serversOf(shards),
      sharedStore: (namespace) => need(shared).view(namespace),
      tagBus: () => need(shared).tagBus(),
      hop: () => passOn,
      serverStatements: () =>
        options.database === "sqlite"
          ? Promise.resolve(undefined)
          : readStatementBooks(shards.flatMap(({ primary, replicas }) => [primary, ...replicas])),
      close: async () => {
        close();
        await servers.stop();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

function shardsOf({ databaseUrl, replicaUrls, shards }: LiveServers): readonly ShardUrls[] {
  return shards.length > 0 ? shards : [{ primary: databaseUrl!, replicas: replicaUrls }];
}

/** Makes the application's tables; of the marketplace each shard gets its own users. @throws Failure `postgres-unreachable` */
async function seedShards(shards: readonly ShardUrls[], options: LivePortsOptions): Promise<void> {
  const { products, users = SHOP_SIZE.sellers, seed, application } = options;
  await outcomesOf(shards.map(async ({ primary }, shard) => {
    if (application !== "marketplace") await seedPostgres(primary, products);
    else {
      const holds = (userId: number) => shardOf(userId, shards.length) === shard;
      await loadMarketplace(primary, { products, users }, { seed, holds }).catch((error) => {
        throw cannotPrepare(primary, error);
      });
    }
    await resetStatementBooks(primary);
  }));
}

function one(database: SqlDatabase): StackPorts["database"] {
  return () => database;
}

/** Of a database that the caller named no replicas are known: reads go where writes go. */
function serversOf(shards: readonly ShardUrls[]): StackPorts["database"] {
  const opened = shards.map((shard) => {
    const { primary, replicas } = shard.pooled ?? shard;
    const isPooled = shard.pooled !== undefined;
    return [primary, ...replicas].map((url) => new PostgresDatabase(url, { isPooled }));
  });
  return (replica, shard = 0) => opened[shard]![replica] ?? opened[shard]![0]!;
}

const passOn: Tier = (next) => next;

function need(redis: RedisLevel | undefined): RedisLevel {
  if (redis !== undefined) return redis;
  throw new TypeError("Cannot share a level: the design must have a second one: received none");
}
