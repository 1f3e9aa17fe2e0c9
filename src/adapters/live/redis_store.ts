import { Redis } from "ioredis";
import { EXIT, Failure } from "../../base/errors.ts";
import { outside } from "../../flow/instructions.ts";
import type { Flow } from "../../flow/operation.ts";
import type { KeyValueStore, TagBus } from "../../ports/key_value_store.ts";

export interface RedisLevelOptions {
  /** How long an operation may take before the caller goes on without it, ms. @default 50 */
  readonly deadlineMs?: number;
}

const VERSIONS = "tags:versions";
const CHANNEL = "tags:raised";

/**
 * Raises each tag's version, never below the server's clock in seconds (so that a restart that lost the table cannot bring an
 * old version back), and tells the others in the same step.
 */
const RAISE = `
local least = tonumber(redis.call('TIME')[1])
local versions = {}
for index = 1, #ARGV do
  local version = math.max(redis.call('HINCRBY', KEYS[1], ARGV[index], 1), least)
  redis.call('HSET', KEYS[1], ARGV[index], version)
  versions[index] = version
end
redis.call('PUBLISH', KEYS[2], cjson.encode({ ARGV, versions }))
return versions`;

/** The second level in a real Redis, through ioredis: deadlines on every command, no queue while it is away. */
export class RedisLevel {
  readonly #prefix: string;
  readonly #commands: Redis;
  readonly #subscriber: Redis;
  readonly #listeners = new Set<(tag: string, version: number) => void>();

  private constructor(url: string, prefix: string, { deadlineMs = 50 }: RedisLevelOptions) {
    const options = {
      commandTimeout: deadlineMs,
      connectTimeout: 1000,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      lazyConnect: true,
      retryStrategy: (attempt: number) => Math.min(50 * attempt, 1000),
    };
    this.#prefix = prefix;
    this.#commands = new Redis(url, options);
    this.#subscriber = new Redis(url, { ...options, commandTimeout: 5000, enableOfflineQueue: true });
    // A lost connection is noticed by the command that fails; without a listener ioredis would print it.
    this.#commands.on("error", () => {});
    this.#subscriber.on("error", () => {});
    this.#subscriber.on("message", (_channel: string, message: string) => this.#heard(message));
    this.#subscriber.on("ready", () => void this.#catchUp());
  }

  /**
   * @param prefix Stands before every key, so that runs do not meet.
   * @throws Failure `redis-unreachable` (exit status 4)
   */
  static async connect(url: string, prefix: string, options: RedisLevelOptions = {}): Promise<RedisLevel> {
    const level = new RedisLevel(url, prefix, options);
    try {
      await level.#commands.connect();
      await level.#subscriber.connect();
      await level.#subscriber.subscribe(`${prefix}${CHANNEL}`);
      return level;
    } catch (error) {
      level.close();
      const message = `Cannot reach Redis: a server must answer at ${url}: received ${
        error instanceof Error ? error.message : error
      }`;
      throw new Failure("redis-unreachable", message, { exitStatus: EXIT.unreachable, cause: error });
    }
  }

  /** One user's view of the store. */
  view(namespace: string): KeyValueStore {
    const redis = this.#commands;
    const prefix = `${this.#prefix}${namespace}:`;
    return {
      *get(key) {
        const text = yield* outside("redis GET", () => redis.get(prefix + key));
        return text === null ? undefined : JSON.parse(text);
      },
      *set(key, value, { ttlMs }) {
        const text = JSON.stringify(value);
        yield* outside("redis SET", () => redis.set(prefix + key, text, "PX", Math.max(1, Math.ceil(ttlMs))));
      },
      *delete(key) {
        yield* outside("redis DEL", () => redis.del(prefix + key));
      },
      *clear() {
        yield* outside("redis SCAN and DEL", () => clear(redis, prefix));
      },
    };
  }

  tagBus(): TagBus {
    const redis = this.#commands;
    const keys = [this.#prefix + VERSIONS, this.#prefix + CHANNEL] as const;
    return {
      *raise(tags): Flow<readonly number[]> {
        const versions = yield* outside("redis EVAL", () => redis.eval(RAISE, 2, ...keys, ...tags));
        return (versions as unknown[]).map(Number);
      },
      *snapshot() {
        const table = yield* outside("redis HGETALL", () => redis.hgetall(keys[0]));
        return Object.entries(table).map(([tag, version]) => [tag, Number(version)] as const);
      },
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  close(): void {
    this.#commands.disconnect();
    this.#subscriber.disconnect();
  }

  /** After a lost subscription: what was raised meanwhile was told to nobody here. */
  async #catchUp(): Promise<void> {
    try {
      // Answered after the renewed subscription, so that nothing falls between the two.
      await this.#subscriber.ping();
      const table = await this.#commands.hgetall(this.#prefix + VERSIONS);
      for (const [tag, version] of Object.entries(table)) this.#tell(tag, Number(version));
    } catch {
      // Gone again: the next connection catches up.
    }
  }

  #tell(tag: string, version: number): void {
    for (const listener of this.#listeners) listener(tag, version);
  }

  #heard(message: string): void {
    const [tags, versions] = JSON.parse(message) as [string[], number[]];
    tags.forEach((tag, index) => this.#tell(tag, versions[index]!));
  }
}

async function clear(redis: Redis, prefix: string): Promise<void> {
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, "MATCH", `${prefix}*`, "COUNT", 500);
    if (keys.length > 0) await redis.del(...keys);
    cursor = next;
  } while (cursor !== "0");
}
