import { EXIT, Failure } from "../../base/errors.ts";
import type { KeyValueStore, TagBus } from "../../ports/key_value_store.ts";
import { DeadlineQueue } from "./deadline_queue.ts";
import { closeRedis, openRedis, readRedisUrl, type RedisCommands } from "./redis_connection.ts";
import { RedisReads } from "./redis_reads.ts";
import { RedisTagBus } from "./redis_tag_bus.ts";
import { RedisView } from "./redis_view.ts";
import { type SerialiserName, type ValueCodec, valueCodec } from "./value_codec.ts";

export interface RedisLevelOptions {
  /** How long an operation may take before the caller goes on without it, ms. @default 50 */
  readonly deadlineMs?: number;
  /** @default "json" */
  readonly serialiser?: SerialiserName;
  /** Larger values are compressed. @default never */
  readonly compressAboveBytes?: number;
}

/**
 * The second level in a real Redis (single, behind sentinels, or a cluster), through ioredis: deadlines on every command, no queue
 * while it is away.
 */
export class RedisLevel {
  readonly #prefix: string;
  readonly #commands: RedisCommands;
  readonly #subscriber: RedisCommands;
  readonly #deadlines: DeadlineQueue;
  readonly #reads: RedisReads;
  readonly #codec: ValueCodec;
  readonly #bus: RedisTagBus;
  /** Settled when the first connection is there, or failed. */
  readonly opened: Promise<void>;

  /**
   * Begins to connect and returns at once: until it is connected operations fail.
   *
   * @param prefix Stands before every key, so that runs do not meet.
   * @throws RangeError when the URL cannot be read.
   */
  constructor(url: string, prefix: string, options: RedisLevelOptions = {}) {
    const { deadlineMs = 50, serialiser = "json", compressAboveBytes } = options;
    const place = readRedisUrl(url);
    this.#prefix = prefix;
    this.#commands = openRedis(place, "commands");
    this.#subscriber = openRedis(place, "subscriber");
    this.#deadlines = new DeadlineQueue(deadlineMs, "Redis");
    this.#codec = valueCodec(serialiser, compressAboveBytes);
    this.#reads = new RedisReads(this.#commands, this.#deadlines, this.#codec.isBinary);
    this.#bus = new RedisTagBus({ redis: this.#commands, deadlines: this.#deadlines, prefix });
    this.opened = this.#open();
    this.opened.catch(() => {});
  }

  /** @throws Failure `redis-unreachable` (exit status 4) */
  static async connect(url: string, prefix: string, options: RedisLevelOptions = {}): Promise<RedisLevel> {
    const level = new RedisLevel(url, prefix, options);
    try {
      await level.opened;
      return level;
    } catch (error) {
      level.close();
      const message = `Cannot reach Redis: a server must answer at ${url}: received ${
        error instanceof Error ? error.message : error
      }`;
      throw new Failure("redis-unreachable", message, { exitStatus: EXIT.unreachable, cause: error });
    }
  }

  /** Read commands sent so far: one for all keys that are asked for in one turn. */
  get readCommands(): number {
    return this.#reads.commands;
  }

  /** One user's view of the store. */
  view(namespace: string): KeyValueStore {
    return new RedisView({
      redis: this.#commands,
      reads: this.#reads,
      deadlines: this.#deadlines,
      codec: this.#codec,
      prefix: this.#prefix,
      namespace,
    });
  }

  tagBus(): TagBus {
    return this.#bus;
  }

  close(): void {
    closeRedis(this.#commands);
    closeRedis(this.#subscriber);
    this.#deadlines.close();
  }

  async #open(): Promise<void> {
    // The subscription is queued until there is a connection, whenever that is.
    const listening = this.#bus.listen(this.#subscriber);
    listening.catch(() => {});
    await this.#commands.connect();
    await listening;
  }
}
