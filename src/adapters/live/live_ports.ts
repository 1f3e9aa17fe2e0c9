import { Random } from "../../base/random.ts";
import { EXIT, Failure } from "../../base/errors.ts";
import type { LiveWorld } from "../../flow/live_clock.ts";
import type { Tier } from "../../ports/http.ts";
import type { StackPorts } from "../../ports/stack_ports.ts";
import { LiveContent } from "./live_content.ts";
import { liveFiles } from "./live_files.ts";
import { PostgresDatabase } from "./postgres_database.ts";
import { seedPostgres } from "./postgres_shop.ts";
import { RedisLevel } from "./redis_store.ts";
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
}

/** The real outside world of one run, and what ends it. */
export interface LivePorts extends StackPorts {
  close(): void;
}

/**
 * Opens the real parts that a design needs: the embedded SQLite in a temporary folder, or the servers that the caller names.
 *
 * @throws Failure `server-needed`, `redis-unreachable`, `postgres-unreachable` (exit status 4)
 */
export async function livePorts(options: LivePortsOptions): Promise<LivePorts> {
  const { world, databaseUrl, redisUrl } = options;
  if (options.database === "postgresql" && databaseUrl === undefined) {
    throw serverNeeded("PostgreSQL", "--database-url");
  }
  if (options.hasL2 && redisUrl === undefined) throw serverNeeded("Redis", "--redis-url");
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
    else await seedPostgres(databaseUrl!, options.products);
    const shared = redis;
    return {
      clock: world,
      random: new Random(options.seed).fork("world"),
      content: new LiveContent(),
      files: liveFiles(folder),
      // Replicas of a live PostgreSQL are not started by us yet: reads go where writes go.
      database: () => database,
      sharedStore: (namespace) => need(shared).view(namespace),
      tagBus: () => need(shared).tagBus(),
      hop: () => passOn,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

const passOn: Tier = (next) => next;

function need(redis: RedisLevel | undefined): RedisLevel {
  if (redis === undefined) throw serverNeeded("Redis", "--redis-url");
  return redis;
}

function serverNeeded(server: string, option: string): Failure {
  const message = `Cannot run this design live: a ${server} server must be given with ${option}: received none`;
  return new Failure("server-needed", message, { exitStatus: EXIT.unreachable });
}
