import { Random } from "../../base/random.ts";
import type { LiveWorld } from "../../flow/live_clock.ts";
import type { Tier } from "../../ports/http.ts";
import type { StackPorts } from "../../ports/stack_ports.ts";
import { LiveContent } from "./live_content.ts";
import { liveFiles } from "./live_files.ts";
import { type LiveServers, liveServers } from "./live_servers.ts";
import { PostgresDatabase } from "./postgres_database.ts";
import { seedPostgres } from "./postgres_shop.ts";
import { RedisLevel } from "./redis_store.ts";
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
  /** Replicas of a database that is started here. @default 0 */
  readonly replicas?: number;
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
  const { databaseUrl, redisUrl, replicaUrls } = servers;
  const folder = Deno.makeTempDirSync({ prefix: "tierlab-" });
  let redis: RedisLevel | undefined;
  const close = () => {
    redis?.close();
    Deno.removeSync(folder, { recursive: true });
  };
  try {
    const prefix = `tierlab:${folder.split("-").at(-1)}:`;
    if (options.hasL2) redis = await RedisLevel.connect(redisUrl!, prefix);
    const database = options.database === "sqlite"
      ? new SqliteDatabase(`${folder}/shop.db`)
      : new PostgresDatabase(databaseUrl!);
    if (options.database === "sqlite") seedSqlite(`${folder}/shop.db`, options.products);
    else {
      await seedPostgres(databaseUrl!, options.products);
      await resetStatementBooks(databaseUrl!);
    }
    const replicas = replicaUrls.map((url) => new PostgresDatabase(url));
    const shared = redis;
    return {
      clock: world,
      random: new Random(options.seed).fork("world"),
      content: new LiveContent(),
      files: liveFiles(folder),
      // Of a database that the caller named no replicas are known: reads go where writes go.
      database: (replica) => (replica === 0 ? undefined : replicas[replica - 1]) ?? database,
      sharedStore: (namespace) => need(shared).view(namespace),
      tagBus: () => need(shared).tagBus(),
      hop: () => passOn,
      serverStatements: () =>
        options.database === "sqlite" ? Promise.resolve(undefined) : readStatementBooks([databaseUrl!, ...replicaUrls]),
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

const passOn: Tier = (next) => next;

function need(redis: RedisLevel | undefined): RedisLevel {
  if (redis !== undefined) return redis;
  throw new TypeError("Cannot share a level: the design must have a second one: received none");
}
