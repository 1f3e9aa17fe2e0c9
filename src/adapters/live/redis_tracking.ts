import type { Buffer } from "node:buffer";
import type { Redis } from "ioredis";
import { outside } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { Tracking, TrackingListener } from "../../ports/tracking.ts";
import type { DeadlineQueue } from "./deadline_queue.ts";
import { RedisScript } from "./redis_script.ts";

const CHANNEL = "__redis__:invalidate";
/** The member of the versions' table whose score says when it began: no tag of anybody's. */
const BORN_FIELD = "\u0000born";

/**
 * Every version lies above all that were given before, so that who knows one reads only what is above it. As for pub/sub none is
 * below the server's clock in microseconds.
 *
 * KEYS: versions. ARGV: the field for the beginning, the tags, the versions of them that the teller knows.
 */
const RAISE = new RedisScript(`
local time = redis.call('TIME')
local version = time[1] * 1000000 + time[2]
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if #last > 0 then version = math.max(version, tonumber(last[2]) + 1) end
local count = (#ARGV - 1) / 2
for index = 2 + count, #ARGV do version = math.max(version, tonumber(ARGV[index]) + 1) end
local text = string.format('%.0f', version)
if #last == 0 then redis.call('ZADD', KEYS[1], text, ARGV[1]) end
for index = 2, 1 + count do redis.call('ZADD', KEYS[1], text, ARGV[index]) end
return text`);

/** KEYS: versions. ARGV: the field for the beginning, the version above which is asked. */
const READ = new RedisScript(`
local born = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not born then
  local time = redis.call('TIME')
  born = string.format('%.0f', time[1] * 1000000 + time[2])
  redis.call('ZADD', KEYS[1], born, ARGV[1])
end
return { born, redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[2], '+inf', 'WITHSCORES') }`);

/** The connection that hears, as its server knows it. */
interface Ear {
  readonly id: number;
  readonly runId: string;
}

/**
 * Client tracking of a single Redis or a group behind sentinels: every change of a key with our prefix, whoever made it, is sent to
 * a second connection (in protocol 2: the client library drops the pushes of protocol 3).
 *
 * Not for a cluster, whose nodes announce their own keys only: it would need such a pair of connections for every master, made anew
 * with every failover and every slot that moves, and the table of versions lies in one slot anyway. Pub/sub is there.
 */
export class RedisTracking implements Tracking {
  readonly #redis: Redis;
  readonly #subscriber: Redis;
  readonly #deadlines: DeadlineQueue;
  readonly #prefix: string;
  readonly #versionsKey: string;
  readonly #first = Promise.withResolvers<void>();
  #listener: TrackingListener | undefined;
  #ear: Ear | undefined;

  constructor(options: { redis: Redis; subscriber: Redis; deadlines: DeadlineQueue; prefix: string }) {
    this.#redis = options.redis;
    this.#subscriber = options.subscriber;
    this.#deadlines = options.deadlines;
    this.#prefix = options.prefix;
    this.#versionsKey = `${options.prefix}{tags}:raised`;
    this.#first.promise.catch(() => {});
    this.#redis.on("ready", () => void this.#track());
    this.#subscriber.on("ready", () => void this.#openEar());
    this.#subscriber.on("close", () => this.#ear = undefined);
    this.#subscriber.on("messageBuffer", (_channel: Buffer, names: readonly Buffer[] | null) => this.#heard(names));
  }

  /** Connects what hears. @throws when it cannot, or the server knows no client tracking. */
  async open(): Promise<void> {
    await this.#subscriber.connect();
    await this.#first.promise;
  }

  listen(listener: TrackingListener): void {
    this.#listener = listener;
  }

  raise(tags: readonly string[], known: readonly number[]): Operation<number> {
    const values = [BORN_FIELD, ...tags, ...tags.map((_, index) => known[index] ?? 0)];
    return outside("redis raise", async () => Number(await this.#run(RAISE, values)));
  }

  versions(above: number): Operation<{ born: number; versions: readonly (readonly [string, number])[] }> {
    return outside("redis versions", async () => {
      const [born, table] = await this.#run(READ, [BORN_FIELD, above]) as [string, string[]];
      const versions: [string, number][] = [];
      for (let index = 0; index < table.length; index += 2) {
        if (table[index] !== BORN_FIELD) versions.push([table[index]!, Number(table[index + 1])]);
      }
      return { born: Number(born), versions };
    });
  }

  isHearing(): Operation<boolean> {
    return outside("redis tracking", async () => {
      const [answers, redirect] = await Promise.all([
        this.#deadlines.within(this.#subscriber.ping()).then(() => true, () => false),
        this.#deadlines.within(this.#redis.client("GETREDIR")),
      ]);
      if (!answers) this.#reopenEar();
      else if (this.#ear?.id === redirect) return true;
      else void this.#track();
      return false;
    });
  }

  #run(script: RedisScript, values: readonly (string | number)[]): Promise<unknown> {
    return this.#deadlines.within(script.run(this.#redis, [this.#versionsKey], values));
  }

  /** Its number must be asked for before it subscribes: a subscriber of protocol 2 may ask nothing. */
  async #openEar(): Promise<void> {
    try {
      const [id, runId] = await Promise.all([this.#subscriber.client("ID"), runIdOf(this.#subscriber)]);
      await this.#subscriber.subscribe(CHANNEL);
      this.#ear = { id, runId };
    } catch (error) {
      this.#first.reject(error);
      return this.#reopenEar();
    }
    await this.#track();
  }

  #reopenEar(): void {
    if (this.#subscriber.status === "ready") this.#subscriber.disconnect(true);
  }

  /** Whenever one of the two connections is new. What was announced meanwhile was not heard. */
  async #track(): Promise<void> {
    const ear = this.#ear;
    if (ear === undefined || this.#redis.status !== "ready") return;
    try {
      // Every server numbers its connections from 1: on another one, after a failover, the number is somebody else's.
      if (await this.#deadlines.within(runIdOf(this.#redis)) !== ear.runId) return this.#reopenEar();
      const on = ["ON", "REDIRECT", String(ear.id), "BCAST", "PREFIX", this.#prefix, "NOLOOP"];
      await this.#deadlines.within(this.#redis.call("CLIENT", "TRACKING", "OFF"));
      await this.#deadlines.within(this.#redis.call("CLIENT", "TRACKING", ...on));
    } catch (error) {
      // The next heartbeat finds it out and tries again.
      return this.#first.reject(error);
    }
    this.#listener?.lost();
    this.#first.resolve();
  }

  #heard(names: readonly Buffer[] | null): void {
    if (names === null) return this.#listener?.lost();
    const keys: [string, string][] = [];
    for (const name of names) {
      const text = name.toString();
      if (text === this.#versionsKey) this.#listener?.raised();
      else {
        const key = this.#keyOf(text);
        if (key !== undefined) keys.push(key);
      }
    }
    if (keys.length > 0) this.#listener?.changed(keys);
  }

  /** `prefix{space:key}`; leases and fences, which stand behind the brace, are nobody's value. */
  #keyOf(name: string): [space: string, key: string] | undefined {
    const start = this.#prefix.length + 1;
    const end = name.indexOf(":", start);
    if (end < 0 || !name.endsWith("}")) return undefined;
    return [name.slice(start, end), name.slice(end + 1, -1)];
  }
}

async function runIdOf(redis: Redis): Promise<string> {
  return /run_id:(\w+)/.exec(await redis.info("server"))?.[1] ?? "";
}
