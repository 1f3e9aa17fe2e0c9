import { Redis } from "ioredis";
import { EXIT, Failure } from "../../base/errors.ts";
import * as registered from "../../cache/registered_coherence.ts";
import { TrackingBus } from "../../cache/tracking_bus.ts";
import type { KeyValueStore, TagBus } from "../../ports/key_value_store.ts";
import { DeadlineQueue } from "./deadline_queue.ts";
import { closeRedis, openRedis, readRedisUrl, type RedisCommands, type RedisPlace } from "./redis_connection.ts";
import { RedisReads } from "./redis_reads.ts";
import { RedisTagBus } from "./redis_tag_bus.ts";
import { RedisTracking } from "./redis_tracking.ts";
import { RedisView } from "./redis_view.ts";
import { type SerialiserName, type ValueCodec, valueCodec } from "./value_codec.ts";

/** A way to keep instances coherent. */
export type CoherenceName = keyof typeof registered;

export interface RedisLevelOptions {
  /** How long an operation may take before the caller goes on without it, ms. @default 50 */
  readonly deadlineMs?: number;
  /** @default "json" */
  readonly serialiser?: SerialiserName;
  /** Larger values are compressed. @default never */
  readonly compressAboveBytes?: number;
  /**
   * How instances hear of each other's changes, the same in all that share URL and prefix. Either way a read is at most one message
   * older than an acknowledged change; when messages are lost two heartbeats and four deadlines ("pubsub") or one heartbeat and
   * four deadlines ("tracking", not for a cluster); an instance cut off from Redis serves its memory for `l1.ttlMs` at most.
   *
   * @default "pubsub"
   */
  readonly coherence?: CoherenceName;
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
  readonly #bus: TagBus;
  /** Settled when the first connection is there, or failed. */
  readonly opened: Promise<void>;

  /**
   * Begins to connect and returns at once: until it is connected operations fail.
   *
   * @param prefix Stands before every key, so that runs do not meet.
   * @throws RangeError when the URL cannot be read, or the coherence is not known or not for a cluster.
   */
  constructor(url: string, prefix: string, options: RedisLevelOptions = {}) {
    const { deadlineMs = 50, serialiser = "json", compressAboveBytes, coherence = "pubsub" } = options;
    const place = readRedisUrl(url);
    checkCoherence(coherence, place);
    this.#prefix = prefix;
    this.#commands = openRedis(place, "commands");
    this.#subscriber = openRedis(place, coherence === "tracking" ? "tracking" : "subscriber");
    this.#deadlines = new DeadlineQueue(deadlineMs, "Redis");
    this.#codec = valueCodec(serialiser, compressAboveBytes);
    this.#reads = new RedisReads(this.#commands, this.#deadlines, this.#codec.isBinary);
    const { bus, listen } = this.#busFor(coherence);
    this.#bus = bus;
    this.opened = this.#open(listen);
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

  /** @returns the bus, and what makes it hear. */
  #busFor(coherence: CoherenceName): { bus: TagBus; listen: () => Promise<void> } {
    const [redis, subscriber, deadlines, prefix] = [this.#commands, this.#subscriber, this.#deadlines, this.#prefix];
    if (coherence === "tracking" && redis instanceof Redis && subscriber instanceof Redis) {
      const tracking = new RedisTracking({ redis, subscriber, deadlines, prefix });
      return { bus: new TrackingBus(tracking), listen: () => tracking.open() };
    }
    const bus = new RedisTagBus({ redis, deadlines, prefix });
    return { bus, listen: () => bus.listen(subscriber) };
  }

  async #open(listen: () => Promise<void>): Promise<void> {
    // It waits until there is a connection, whenever that is.
    const listening = listen();
    listening.catch(() => {});
    await this.#commands.connect();
    await listening;
  }
}

function checkCoherence(name: CoherenceName, { kind, url }: RedisPlace): void {
  const names = Object.keys(registered);
  if (!names.includes(name)) {
    throw new RangeError(`Cannot keep instances coherent: it must be one of ${names.join(", ")}: received ${name}`);
  }
  if (kind !== "cluster" || registered[name].isForClusters) return;
  throw new RangeError(
    `Cannot use ${name} on a Redis Cluster: coherence must be "pubsub" there, since every master announces its own keys only: received ${url}`,
  );
}
