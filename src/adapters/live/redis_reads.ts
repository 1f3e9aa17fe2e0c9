import type { Buffer } from "node:buffer";
import slotOf from "cluster-key-slot";
import { Redis } from "ioredis";
import { park } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { Waiter } from "../../flow/waiter.ts";
import type { DeadlineQueue } from "./deadline_queue.ts";
import type { RedisCommands } from "./redis_connection.ts";

/** What a key holds; null for nothing. */
export type Held = string | Buffer | null;

interface Read {
  readonly key: string;
  readonly waiter: Waiter<Held>;
}

/**
 * Reads of keys: those of one turn of the event loop become one command, GET for one key, MGET for more (one for each slot of a
 * cluster).
 */
export class RedisReads {
  readonly #redis: RedisCommands;
  readonly #deadlines: DeadlineQueue;
  readonly #isBinary: boolean;
  readonly #flush = () => this.#send();
  #waiting: Read[] = [];
  /** Commands sent so far: GET and MGET. */
  commands = 0;

  constructor(redis: RedisCommands, deadlines: DeadlineQueue, isBinary: boolean) {
    this.#redis = redis;
    this.#deadlines = deadlines;
    this.#isBinary = isBinary;
  }

  read(key: string): Operation<Held> {
    return park<Held>("redis GET", (waiter) => {
      if (this.#waiting.push({ key, waiter }) === 1) queueMicrotask(this.#flush);
    });
  }

  #send(): void {
    const reads = this.#waiting;
    this.#waiting = [];
    if (reads.length === 1) return this.#one(reads[0]!);
    if (this.#redis instanceof Redis) return this.#many(reads);
    const bySlot = Map.groupBy(reads, ({ key }) => slotOf(key));
    for (const group of bySlot.values()) group.length === 1 ? this.#one(group[0]!) : this.#many(group);
  }

  #one({ key, waiter }: Read): void {
    const over = this.#deadlines.begin((error) => waiter.fail(error));
    this.commands++;
    const answer: Promise<Held> = this.#isBinary ? this.#redis.getBuffer(key) : this.#redis.get(key);
    answer.then((held) => {
      over();
      waiter.resume(held);
    }, (error) => {
      over();
      waiter.fail(error);
    });
  }

  #many(reads: readonly Read[]): void {
    const fail = (error: unknown) => reads.forEach(({ waiter }) => waiter.fail(error));
    const over = this.#deadlines.begin(fail);
    this.commands++;
    const keys = reads.map(({ key }) => key);
    const answer: Promise<Held[]> = this.#isBinary ? this.#redis.mgetBuffer(keys) : this.#redis.mget(keys);
    answer.then((held) => {
      over();
      reads.forEach(({ waiter }, index) => waiter.resume(held[index]!));
    }, (error) => {
      over();
      fail(error);
    });
  }
}
