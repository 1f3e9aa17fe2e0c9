import { Cluster } from "ioredis";
import { outside } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { BusListener, BusMessage, BusPosition, TagBus } from "../../ports/key_value_store.ts";
import type { DeadlineQueue } from "./deadline_queue.ts";
import type { RedisCommands } from "./redis_connection.ts";
import { RedisScript } from "./redis_script.ts";

/** The field of the versions' table that says when it began: no tag of anybody's. */
const BORN_FIELD = "\u0000born";

/**
 * Raises versions and tells of them, or of keys, in one step. Versions and the sequence are never below the server's clock in
 * microseconds when they begin, so a server that lost them brings none back. Numbers travel as text: Lua's JSON would round them.
 *
 * KEYS: versions, sequence. ARGV: channel, PUBLISH or SPUBLISH, sender, how many tags, the tags, the versions of them that the
 * sender knows, the keys, the field for the beginning.
 */
const TELL = new RedisScript(`
local time = redis.call('TIME')
local least = time[1] * 1000000 + time[2]
local sequence = redis.call('INCR', KEYS[2])
if sequence == 1 then
  sequence = least
  redis.call('SET', KEYS[2], string.format('%.0f', sequence))
  redis.call('HSET', KEYS[1], ARGV[#ARGV], string.format('%.0f', sequence))
end
local tags, versions, keys = {}, {}, {}
local count = tonumber(ARGV[4])
for index = 5, 4 + count do
  local before = tonumber(redis.call('HGET', KEYS[1], ARGV[index])) or 0
  local version = math.max(before + 1, tonumber(ARGV[index + count]) + 1, least)
  local text = string.format('%.0f', version)
  redis.call('HSET', KEYS[1], ARGV[index], text)
  tags[#tags + 1] = ARGV[index]
  versions[#versions + 1] = text
end
for index = 5 + 2 * count, #ARGV - 1 do keys[#keys + 1] = ARGV[index] end
redis.call(ARGV[2], ARGV[1], cjson.encode({ string.format('%.0f', sequence), ARGV[3], tags, versions, keys }))
return versions`);

/**
 * Who asks first begins the sequence: the first message then bears the number after the one that was read, and is no gap.
 *
 * KEYS: versions, sequence. ARGV: the field for the beginning.
 */
const POSITION = new RedisScript(`
local sequence = redis.call('GET', KEYS[2])
if not sequence then
  local time = redis.call('TIME')
  sequence = string.format('%.0f', time[1] * 1000000 + time[2])
  redis.call('SET', KEYS[2], sequence)
  redis.call('HSET', KEYS[1], ARGV[1], sequence)
end
return { sequence, redis.call('HGETALL', KEYS[1]) }`);

/** The tag bus in a Redis: a hash of versions, a sequence number and a channel, all in one slot. */
export class RedisTagBus implements TagBus {
  readonly #redis: RedisCommands;
  readonly #deadlines: DeadlineQueue;
  readonly #keys: readonly [versions: string, sequence: string];
  readonly #channel: string;
  readonly #publish: "PUBLISH" | "SPUBLISH";
  readonly #listeners = new Set<BusListener>();

  constructor(options: { redis: RedisCommands; deadlines: DeadlineQueue; prefix: string }) {
    this.#redis = options.redis;
    this.#deadlines = options.deadlines;
    this.#keys = [`${options.prefix}{tags}:versions`, `${options.prefix}{tags}:sequence`];
    this.#channel = `${options.prefix}{tags}:told`;
    // Before anything can be sent to a server that may have lost its memory, the listeners know of it.
    options.redis.on("ready", () => this.#resumed());
    this.#publish = options.redis instanceof Cluster ? "SPUBLISH" : "PUBLISH";
  }

  /** Begins to hear, on a connection of its own. Afterwards each new connection tells the listeners to catch up. */
  async listen(subscriber: RedisCommands): Promise<void> {
    const heard = (_channel: string, text: string) => this.#heard(text);
    subscriber.on("message", heard);
    subscriber.on("smessage", heard);
    if (subscriber instanceof Cluster) await subscriber.ssubscribe(this.#channel);
    else {
      await subscriber.subscribe(this.#channel);
      // Answered after the renewed subscription, so that nothing falls between the two.
      subscriber.on("ready", () => void subscriber.ping().then(() => this.#resumed(), () => {}));
    }
    this.#resumed();
  }

  raise(tags: readonly string[], from: number, known: readonly number[] = []): Operation<readonly number[]> {
    return outside("redis raise", async () => {
      const versions = await this.#tell(tags, tags.map((_, index) => known[index] ?? 0), [], from);
      return (versions as unknown[]).map(Number);
    });
  }

  announce(keys: readonly string[], from: number): Operation<void> {
    return outside("redis announce", async () => void await this.#tell([], [], keys, from));
  }

  position(): Operation<BusPosition> {
    return outside("redis position", async () => {
      const answer = await this.#deadlines.within(POSITION.run(this.#redis, this.#keys, [BORN_FIELD]));
      const [sequence, table] = answer as [string, string[]];
      const versions = new Map<string, number>();
      for (let index = 0; index < table.length; index += 2) versions.set(table[index]!, Number(table[index + 1]));
      const born = versions.get(BORN_FIELD) ?? 0;
      versions.delete(BORN_FIELD);
      return { sequence: Number(sequence), born, versions: [...versions] };
    });
  }

  sequence(): Operation<number> {
    return outside("redis sequence", async () => Number(await this.#deadlines.within(this.#redis.get(this.#keys[1]))));
  }

  subscribe(listener: BusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(
    tags: readonly string[],
    known: readonly number[],
    keys: readonly string[],
    from: number,
  ): Promise<unknown> {
    const values = [this.#channel, this.#publish, from, tags.length, ...tags, ...known, ...keys, BORN_FIELD];
    return this.#deadlines.within(TELL.run(this.#redis, this.#keys, values));
  }

  #heard(text: string): void {
    const [sequence, from, tags, versions, keys] = JSON.parse(text) as [string, string, ...unknown[]];
    const message: BusMessage = {
      sequence: Number(sequence),
      from: Number(from),
      tags: list(tags),
      versions: list(versions).map(Number),
      keys: list(keys),
    };
    for (const listener of this.#listeners) listener.heard(message);
  }

  #resumed(): void {
    for (const listener of this.#listeners) listener.resumed();
  }
}

/** Lua's JSON writes an empty list as an empty object. */
function list(value: unknown): string[] {
  return Array.isArray(value) ? value : [];
}
