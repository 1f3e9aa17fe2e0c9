import { Buffer } from "node:buffer";
import { Redis } from "ioredis";
import { all } from "../../flow/all.ts";
import { chain } from "../../flow/chain.ts";
import { immediate, outside } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { KeyValueStore, Lease, Writing } from "../../ports/key_value_store.ts";
import type { DeadlineQueue } from "./deadline_queue.ts";
import type { RedisCommands } from "./redis_connection.ts";
import type { Held, RedisReads } from "./redis_reads.ts";
import { RedisScript } from "./redis_script.ts";
import type { ValueCodec } from "./value_codec.ts";

/** A mark is 11 digits to base 36 before the value; nothing after it is a grave. */
const MARK_LENGTH = 11;

/** Sets KEYS[1] when it holds nothing, or the mark that was seen, and no later lease (KEYS[2]) was granted. */
const SET = new RedisScript(`
if ARGV[4] ~= '' then
  local last = redis.call('GET', KEYS[2])
  if last and tonumber(last) > tonumber(ARGV[4]) then return 0 end
end
if ARGV[3] ~= '' then
  local held = redis.call('GETRANGE', KEYS[1], 0, ${MARK_LENGTH - 1})
  if held ~= '' and held ~= ARGV[3] then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`);

/** Fences begin at the server's clock, so that one that lost its counters grants no fence anew. */
const LEASE = new RedisScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local fence = redis.call('INCR', KEYS[2])
if fence == 1 then
  local time = redis.call('TIME')
  fence = time[1] * 1000000 + time[2]
end
local text = string.format('%.0f', fence)
redis.call('SET', KEYS[2], text, 'PX', 86400000)
redis.call('SET', KEYS[1], text, 'PX', ARGV[1])
return text`);

const RELEASE = new RedisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`);

export interface RedisViewOptions {
  readonly redis: RedisCommands;
  readonly reads: RedisReads;
  readonly deadlines: DeadlineQueue;
  readonly codec: ValueCodec;
  /** Stands before every key; must not hold a brace. */
  readonly prefix: string;
  readonly namespace: string;
}

/** One user's view of a Redis: its keys are `prefix{namespace:key}`, so that what belongs to a key lies in the key's slot. */
export class RedisView implements KeyValueStore {
  readonly #options: RedisViewOptions;
  readonly #start: string;
  readonly namespace: string;
  readonly #decoded = (held: Held) => immediate(this.#decode(held));

  constructor(options: RedisViewOptions) {
    this.#options = options;
    this.namespace = options.namespace;
    this.#start = `${options.prefix}{${options.namespace}:`;
  }

  get(key: string): Operation<unknown> {
    return chain(this.#options.reads.read(`${this.#start}${key}}`), this.#decoded);
  }

  readonly getMany = (keys: readonly string[]): Operation<readonly unknown[]> => all(keys.map((key) => this.get(key)));

  set(key: string, value: unknown, writing: Writing): Operation<void> {
    const { ttlMs, mark = 0, seen, fence } = writing;
    const name = `${this.#start}${key}}`;
    const text = this.#encode(mark, value);
    const forMs = Math.max(1, Math.ceil(ttlMs));
    return this.#outside("redis SET", async (redis) => {
      if (seen === undefined && fence === undefined) await redis.set(name, text, "PX", forMs);
      // As the script would do it, but client tracking tells even its own sender of what a script wrote.
      else if (seen === 0 && fence === undefined) await redis.set(name, text, "PX", forMs, "NX");
      else {
        const observed = seen === undefined ? "" : markText(seen);
        await SET.run(redis, [name, `${name}:fence`], [text, forMs, observed, fence ?? ""]);
      }
    });
  }

  delete(key: string, grave?: { mark: number; keptMs: number }): Operation<void> {
    const name = `${this.#start}${key}}`;
    return this.#outside("redis DEL", async (redis) => {
      if (grave === undefined) await redis.del(name);
      else await redis.set(name, markText(grave.mark), "PX", grave.keptMs);
    });
  }

  clear(): Operation<void> {
    return outside("redis SCAN and UNLINK", () => clear(this.#options.redis, this.#start));
  }

  lease(key: string, { ttlMs }: { ttlMs: number }): Operation<Lease | undefined> {
    const name = `${this.#start}${key}}`;
    return this.#outside("redis lease", async (redis) => {
      const fence = await LEASE.run(redis, [`${name}:lock`, `${name}:fence`], [ttlMs]);
      return fence === null ? undefined : { fence: Number(fence) };
    });
  }

  release(key: string, { fence }: Lease): Operation<void> {
    const name = `${this.#start}${key}}`;
    return this.#outside("redis release", async (redis) => {
      await RELEASE.run(redis, [`${name}:lock`], [fence]);
    });
  }

  #outside<T>(name: string, start: (redis: RedisCommands) => Promise<T>): Operation<T> {
    return outside(name, () => this.#options.deadlines.within(start(this.#options.redis)));
  }

  #encode(mark: number, value: unknown): string | Buffer {
    const encoded = this.#options.codec.encode(value);
    const start = markText(mark);
    return typeof encoded === "string" ? start + encoded : Buffer.concat([Buffer.from(start, "latin1"), encoded]);
  }

  #decode(held: Held): unknown {
    if (held === null) return undefined;
    if (held.length === MARK_LENGTH) return { grave: parseInt(held.toString(), 36) };
    return this.#options.codec.decode(typeof held === "string" ? held.slice(MARK_LENGTH) : held.subarray(MARK_LENGTH));
  }
}

function markText(mark: number): string {
  return mark.toString(36).padStart(MARK_LENGTH, "0");
}

/** Key by key through every node: what is written meanwhile may stay, so it is not what `clear` rests on. */
async function clear(redis: RedisCommands, start: string): Promise<void> {
  const nodes = redis instanceof Redis ? [redis] : redis.nodes("master");
  const pattern = `${start.replace(/[\\*?[\]]/g, "\\$&")}*`;
  for (const node of nodes) {
    let cursor = "0";
    do {
      const [next, keys] = await node.scan(cursor, "MATCH", pattern, "COUNT", 500);
      await Promise.all(keys.map((key) => node.unlink(key)));
      cursor = next;
    } while (cursor !== "0");
  }
}
