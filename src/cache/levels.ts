import type { Random } from "../base/random.ts";
import { chain } from "../flow/chain.ts";
import { background, immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { Flight } from "../flow/single_flight.ts";
import type { Task } from "../flow/task.ts";
import type { Entry, EntryOptions } from "./entry.ts";
import { markOf, open, type Origin, seal } from "./envelope.ts";
import { FirstLevel } from "./first_level.ts";
import { GuardedLevel, UNAVAILABLE } from "./guarded_level.ts";
import type { Lifetimes } from "./lifetimes.ts";
import { OwedDeletes } from "./owed_deletes.ts";
import type { StrategyOptions } from "./strategy_options.ts";
import { ERA, type TagCell, type TagStamp } from "./tag_table.ts";

/** One miss on its way: how it was called, its flight, and what was seen before its value was fetched. */
export interface Call {
  readonly key: string;
  readonly options: EntryOptions;
  readonly flight: Flight;
  readonly stamp: TagStamp;
  readonly startedMs: number;
  /** The mark of what stood in the second level; undefined when it was not read. */
  seen: number | undefined;
  /** What the second level has must end after this: a value made anew is not the one that it replaces. */
  readonly newerThanMs: number;
}

/** A value to be stored in both levels. */
export interface Storing {
  readonly ttlMs: number;
  readonly sizeBytes: number;
  readonly stamp: TagStamp;
  /** Undefined for a value that lands whatever stands there. */
  readonly seen?: number | undefined;
  readonly fence?: number | undefined;
  /** False for a value that was too long on its way to be put where others find it. @default true */
  readonly isShared?: boolean;
  readonly origin?: Origin | undefined;
}

const MOST_RECENT = 256;

/** How long a deletion is remembered in the second level: a value that took longer on its way is not put there. */
export const GRAVE_MS = 60_000;

/** The two levels of one strategy: what is read from them and written to them, in order. */
export class Levels {
  readonly #options: StrategyOptions;
  readonly #lifetimes: Lifetimes;
  readonly #random: Random;
  readonly memory: FirstLevel | undefined;
  readonly shared: GuardedLevel | undefined;
  /** What the tag bus calls the keys. */
  readonly space: string;
  /** Raised by `clear`: every stamp bears it. */
  readonly era: TagCell;
  readonly owed: OwedDeletes;
  /** Keys that were deleted or set last, oldest first. */
  readonly #recent = new Set<string>();
  /** Writes to the second level under way: what changes the same key there comes after them, whoever is faster. */
  readonly #writes = new Map<string, Task<unknown>>();

  constructor(options: StrategyOptions, lifetimes: Lifetimes, random: Random) {
    this.#options = options;
    this.#random = random;
    this.#lifetimes = lifetimes;
    const { l1, l2, clock, probe, names, tags, breaker } = options;
    this.memory = l1 && new FirstLevel({ store: l1, table: tags.table, probe, name: names.l1 });
    this.shared = l2 && new GuardedLevel({ store: l2, clock, probe, name: names.l2, breaker });
    this.space = l2?.namespace ?? names.l2;
    this.era = tags.table.cell(ERA + names.l2);
    this.owed = new OwedDeletes({
      bury: (key) => this.#buryAndTell(key),
      overflow: () => tags.invalidate([this.era.tag]),
      retryMs: options.retryMs ?? 1000,
    });
  }

  stamp(tags: readonly string[]): TagStamp {
    return this.#options.tags.table.stamp(tags, this.era);
  }

  /** What the second level has of a key, if it still holds; it is brought to the first one. */
  read(call: Call): Operation<Entry | undefined> {
    const { key } = call;
    if (!this.isReadable(key)) return ABSENT;
    return chain(this.shared!.get(key), (read) => immediate(this.opened(read, call)));
  }

  /** Whether what the second level holds of a key may be used. */
  isReadable(key: string): boolean {
    return !this.owed.has(key) && !this.#options.tags.isBlind;
  }

  /** As `read`, of what was read already. */
  opened(read: unknown, call: Call): Entry | undefined {
    if (read === UNAVAILABLE) return undefined;
    call.seen = markOf(read);
    if (read === undefined) return undefined;
    const { tags, clock, l1TtlMs, names } = this.#options;
    const opened = open(read, tags.table, this.era);
    if (opened === undefined) return undefined;
    const { envelope: { value: sealed, sizeBytes, expiresAtMs: diesAtMs, origin, isNothing }, stamp } = opened;
    const nowMs = clock.nowMs();
    const leftMs = diesAtMs - clock.epochMs - nowMs;
    const expiresAtMs = nowMs + leftMs;
    const isOld = leftMs <= 0 || expiresAtMs <= call.newerThanMs;
    if (isOld && leftMs <= -this.#lifetimes.keptMs) return undefined;
    const value = isNothing ? undefined : sealed;
    const memoryUntilMs = nowMs + Math.min(l1TtlMs, leftMs);
    const life = this.#lifetimes.lifeOf(
      { expiresAtMs, memoryUntilMs, ttlMs: origin?.ttlMs ?? leftMs, costMs: origin?.costMs ?? 0 },
      origin?.validators,
    );
    const quietUntilMs = life === undefined ? memoryUntilMs : this.#lifetimes.quietUntil(life);
    if (this.memory !== undefined && !call.flight.isForgotten) {
      this.memory.set(call.key, { value, servedBy: names.l1, quietUntilMs, sizeBytes, stamp, life });
    }
    if (isOld) return undefined;
    return { value, servedBy: names.l2, quietUntilMs, sizeBytes, stamp, life };
  }

  /**
   * The first level at once; the second in the background, so that nobody waits for it.
   *
   * @returns what starts the background write; undefined when there is nothing to start.
   */
  store(key: string, value: unknown, storing: Storing): Operation<void> | undefined {
    const { clock, l1TtlMs, names } = this.#options;
    const { sizeBytes, stamp, ttlMs, origin } = storing;
    const nowMs = clock.nowMs();
    const memoryUntilMs = nowMs + Math.min(l1TtlMs, ttlMs);
    const life = this.#lifetimes.lifeOf(
      { expiresAtMs: nowMs + ttlMs, memoryUntilMs, ttlMs, costMs: origin?.costMs ?? 0 },
      origin?.validators,
    );
    const quietUntilMs = life === undefined ? memoryUntilMs : this.#lifetimes.quietUntil(life);
    this.memory?.set(key, { value, servedBy: names.l1, quietUntilMs, sizeBytes, stamp, life });
    if (this.shared === undefined || storing.isShared === false) return undefined;
    const mark = newMark(this.#random);
    const envelope = seal(value, { expiresAtMs: clock.epochMs + nowMs + ttlMs, sizeBytes, stamp, mark, origin });
    const { seen } = storing;
    // What is to be deleted there is not overwritten by what a factory made: another instance's grave may stand there by now.
    if (seen !== undefined && this.owed.has(key)) return undefined;
    if (seen === undefined) this.#remember(key);
    const writing = {
      ttlMs: ttlMs + this.#lifetimes.keptMs,
      sizeBytes,
      mark,
      ...(seen !== undefined && { seen }),
      ...(storing.fence !== undefined && { fence: storing.fence }),
    };
    const written = this.shared.set(key, envelope, writing);
    const work = after(this.#writes.get(key), seen === undefined ? this.#settled(key, written) : written);
    return chain(background(work, "a write to the second level"), (write) => {
      write.onEnd = () => {
        if (this.#writes.get(key) === write) this.#writes.delete(key);
      };
      this.#writes.set(key, write);
      return STORED;
    });
  }

  /** Waits for the write of a key that is under way. @returns whether the second level holds no older value. */
  *written(key: string): Flow<boolean> {
    const write = this.#writes.get(key);
    if (write) yield* write;
    return !this.owed.has(key);
  }

  *allWritten(): Flow<void> {
    for (const write of [...this.#writes.values()]) yield* write;
  }

  /** @returns whether the second level took it; when not it is told again. */
  *delete(key: string): Flow<boolean> {
    if (this.shared === undefined) return true;
    yield* this.written(key);
    this.owed.paid(key);
    this.#remember(key);
    const outcome = yield* this.#bury(key);
    if (outcome !== UNAVAILABLE) return true;
    yield* this.owed.owe(key);
    return false;
  }

  /** A set that did not land leaves an older value, which must go. */
  *#settled(key: string, written: Operation<unknown>): Flow<void> {
    if ((yield* written) === UNAVAILABLE) yield* this.owed.owe(key);
    else this.owed.paid(key);
  }

  /** A server that crashed may have lost deletions and sets that it acknowledged: their keys are deleted again. */
  *tellAgain(): Flow<void> {
    if (this.shared === undefined) return;
    for (const key of [...this.#recent]) yield* this.owed.owe(key);
  }

  #remember(key: string): void {
    this.#recent.delete(key);
    this.#recent.add(key);
    if (this.#recent.size > MOST_RECENT) this.#recent.delete(this.#recent.values().next().value!);
  }

  *#buryAndTell(key: string): Flow<unknown> {
    const outcome = yield* this.#bury(key);
    if (outcome !== UNAVAILABLE) yield* this.#options.tags.announce(this.space, key);
    return outcome;
  }

  #bury(key: string): Operation<unknown> {
    return this.shared!.delete(key, { mark: newMark(this.#random), keptMs: GRAVE_MS });
  }
}

const ABSENT = immediate<Entry | undefined>(undefined);
const STORED = immediate<void>(undefined);

/** A whole number of 52 bits, from 1. */
function newMark(random: Random): number {
  return random.uint32() * 0x100000 + (random.uint32() >>> 12) + 1;
}

function after(earlier: Task<unknown> | undefined, operation: Operation<unknown>): Operation<unknown> {
  return earlier === undefined ? operation : chain(earlier, () => operation);
}
