import { rethrowHalt } from "../flow/halt.ts";
import { background, parkWithin, sleep, type TIMED_OUT } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { Waiter } from "../flow/waiter.ts";
import type { BusMessage, TagBus } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import { TagTable } from "./tag_table.ts";

export interface TagsOptions {
  /** Undefined for an instance that is alone. */
  readonly bus: TagBus | undefined;
  readonly probe: Probe;
  /** Tells this instance from the others on the bus: a whole number from 1 that none of them has. @default 1, for one that is alone */
  readonly self?: number;
  /** How often the bus is asked whether a message was missed; 0 for never. @default 0 */
  readonly heartbeatMs?: number;
  /** Pause before what the bus did not take is told again. @default 1000 */
  readonly retryMs?: number;
}

/** Told of what happens to keys elsewhere. */
export interface KeyWatcher {
  /** Another instance changed it. */
  changed(key: string): void;
  /** Messages were lost, and with them what the second level was told last, maybe. */
  lost(): Operation<unknown>;
}

/** Own invalidations that are told again when the bus may have lost them. */
const MOST_RECENT = 256;

const SEPARATOR = "\u0000";
const RETRY_MS = 1000;

/**
 * The tags of one instance: its table of versions, kept level with the other instances' through the bus. All strategies of an
 * instance share one, so that one call makes pages and queries stale alike.
 *
 * Every message bears the number after the one before it. A gap, a new connection, or a heartbeat that knows more than was heard
 * means that messages were lost: the versions are read anew, and what was stored before is not trusted any more, since it may
 * have been another instance's change of a key that was lost.
 */
export class Tags {
  readonly table = new TagTable();
  readonly self: number;
  readonly #options: TagsOptions;
  readonly #bus: TagBus | undefined;
  readonly #spaces = new Map<string, KeyWatcher>();
  readonly #unsubscribe: (() => void) | undefined;
  /** Raised here alone: to be raised on the bus as soon as it can be reached. */
  readonly #owedTags = new Set<string>();
  readonly #owedKeys = new Set<string>();
  /** Tags that were raised last, oldest first: a bus that lost its memory is told again. */
  readonly #recent = new Set<string>();
  #isPaying = false;
  #mustCatchUp = false;
  /** When the bus's memory began, as last read. */
  #born = 0;
  #isStarted = false;
  #isBlind = false;
  #isUnsure = false;
  /** Gaps seen so far. */
  #gaps = 0;
  #keeper: Waiter<void | typeof TIMED_OUT> | undefined;
  /** The last message's number; undefined before the first. */
  #sequence: number | undefined;
  #isClosed = false;

  /** @throws RangeError for an instance on a bus that has no number. */
  constructor(options: TagsOptions) {
    this.#options = options;
    this.#bus = options.bus;
    this.self = options.self ?? 1;
    if (options.bus !== undefined && !(options.self !== undefined && options.self >= 1)) {
      throw new RangeError(
        `Cannot share tags: an instance on a bus must have a number from 1 of its own: received ${options.self}`,
      );
    }
    this.#unsubscribe = options.bus?.subscribe({
      heard: (message) => this.#heard(message),
      resumed: () => this.#catchUpSoon(),
    });
  }

  /** It began without the versions that were raised before: what a second level holds cannot be judged. */
  get isBlind(): boolean {
    return this.#isBlind;
  }

  /** Messages may have been lost: what was fetched before must not be put where others find it. */
  get isUnsure(): boolean {
    return this.#isUnsure || this.#isBlind;
  }

  /** Reads the versions that were raised before this instance started. To be run once before the first request. */
  *start(): Flow<void> {
    if (this.#bus === undefined) return;
    this.#isBlind = true;
    this.#isStarted = true;
    try {
      const { sequence, born, versions } = yield* this.#bus.position();
      this.#born = born;
      for (const [tag, version] of versions) this.table.raise(tag, version);
      this.#sequence ??= sequence;
      this.#isBlind = false;
    } catch (error) {
      rethrowHalt(error);
      this.#mustCatchUp = true;
      this.#degraded("snapshot", error);
    }
    yield* background(this.#keepUp(), "what keeps up with the tag bus");
  }

  /**
   * Raises versions everywhere; here alone when the bus fails, and everywhere else as soon as it can be reached.
   *
   * @returns whether the bus took it: whether every instance hears of it.
   */
  *invalidate(tags: readonly string[]): Flow<boolean> {
    if (tags.length === 0) return true;
    this.#options.probe.emit({ kind: "invalidated", tags });
    if (this.#bus !== undefined) {
      try {
        const versions = yield* this.#bus.raise(tags, this.self, this.#known(tags));
        tags.forEach((tag, index) => this.#raised(tag, versions[index]!));
        return true;
      } catch (error) {
        rethrowHalt(error);
        this.#degraded("raise", error);
      }
    }
    for (const tag of tags) this.table.raise(tag);
    if (this.#bus === undefined) return true;
    for (const tag of tags) this.#owedTags.add(tag);
    yield* this.#payLater();
    return false;
  }

  /** Names a space of keys, and who is told of the others' changes in it. */
  watchKeys(space: string, watcher: KeyWatcher): void {
    this.#spaces.set(space, watcher);
  }

  /**
   * Tells the other instances that a key was changed.
   *
   * @returns whether the bus took it.
   */
  *announce(space: string, key: string): Flow<boolean> {
    if (this.#bus === undefined) return true;
    const name = `${space}${SEPARATOR}${key}`;
    try {
      yield* this.#bus.announce([name], this.self);
      return true;
    } catch (error) {
      rethrowHalt(error);
      this.#degraded("announce", error);
    }
    this.#owedKeys.add(name);
    yield* this.#payLater();
    return false;
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe?.();
    this.#keeper?.resume();
  }

  #heard({ sequence, from, tags, versions, keys }: BusMessage): void {
    const expected = this.#sequence;
    this.#sequence = sequence;
    if (expected !== undefined && sequence !== expected + 1) this.#missed();
    for (let index = 0; index < tags.length; index++) this.table.raise(tags[index]!, versions[index]);
    if (from === this.self) return;
    for (const name of keys) {
      const end = name.indexOf(SEPARATOR);
      this.#spaces.get(name.slice(0, end))?.changed(name.slice(end + 1));
    }
  }

  /** What was lost may have made any entry stale: nothing is trusted from now on, and the versions are read again. */
  #missed(): void {
    this.#gaps++;
    this.table.distrust();
    this.#catchUpSoon();
  }

  /** A server that crashed may have lost what it acknowledged: it is told again. Invalidations are, values never. */
  *#tellAgain(): Flow<void> {
    const tags = [...this.#recent];
    if (tags.length > 0) {
      const versions = yield* this.#bus!.raise(tags, this.self, this.#known(tags));
      tags.forEach((tag, index) => this.table.raise(tag, versions[index]));
    }
    for (const watcher of this.#spaces.values()) yield* watcher.lost();
  }

  #catchUpSoon(): void {
    this.#mustCatchUp = true;
    this.#isUnsure = this.#isStarted;
    this.#keeper?.resume();
  }

  /** Waits for a reason to read the versions again; every heartbeat looks whether there is one. */
  *#keepUp(): Flow<void> {
    const { heartbeatMs = 0 } = this.#options;
    let known: number | undefined;
    while (!this.#isClosed) {
      if (!this.#mustCatchUp) yield* this.#pause(heartbeatMs || Infinity);
      if (this.#isClosed) return;
      try {
        if (heartbeatMs > 0 && !this.#mustCatchUp) known = yield* this.#beat(known);
        if (this.#mustCatchUp) yield* this.#catchUp();
      } catch (error) {
        rethrowHalt(error);
        known = undefined;
        this.#degraded("catch up", error);
        yield* this.#pause(this.#options.retryMs ?? RETRY_MS);
      }
    }
  }

  /** Waits for the time, or for a message that was lost. */
  #pause(ms: number): Operation<unknown> {
    return parkWithin<void>(ms, "a lost message", (waiter) => {
      this.#keeper = waiter;
    });
  }

  /**
   * A message takes less than a beat: what the bus had sent at the last one must have been heard by now.
   *
   * @returns what the bus has sent.
   */
  *#beat(known: number | undefined): Flow<number> {
    const heard = this.#sequence;
    if (known !== undefined && heard !== undefined && heard < known) this.#missed();
    const sent = yield* this.#bus!.sequence();
    // It went back: the server lost what it knew.
    if (heard !== undefined && sent < heard) this.#missed();
    return sent;
  }

  *#catchUp(): Flow<void> {
    this.#mustCatchUp = false;
    const [gaps, before] = [this.#gaps, this.#sequence];
    try {
      const { sequence, born, versions } = yield* this.#bus!.position();
      for (const [tag, version] of versions) this.table.raise(tag, version);
      const now = this.#sequence;
      const isWhole = gaps === this.#gaps && before !== undefined && before <= sequence && now! >= sequence;
      if (!isWhole) {
        this.table.distrust();
        if (now === before || now === undefined || now < sequence) this.#sequence = sequence;
        const isForgetful = this.#born !== born || (before !== undefined && sequence < before);
        this.#born = born;
        if (isForgetful) yield* this.#tellAgain();
      }
      this.#isBlind = false;
      this.#isUnsure = false;
    } catch (error) {
      rethrowHalt(error);
      this.#mustCatchUp = true;
      throw error;
    }
  }

  #raised(tag: string, version: number): void {
    this.table.raise(tag, version);
    this.#recent.delete(tag);
    this.#recent.add(tag);
    if (this.#recent.size > MOST_RECENT) this.#recent.delete(this.#recent.values().next().value!);
  }

  #known(tags: readonly string[]): number[] {
    return tags.map((tag) => this.table.cell(tag).version);
  }

  *#payLater(): Flow<void> {
    if (this.#isPaying) return;
    this.#isPaying = true;
    yield* background(this.#pay(), "invalidations that the bus did not take");
  }

  /** Invalidations are told again, values never. */
  *#pay(): Flow<void> {
    const { retryMs = RETRY_MS } = this.#options;
    try {
      while (!this.#isClosed && this.#owedTags.size + this.#owedKeys.size > 0) {
        yield* sleep(retryMs);
        yield* this.#payOnce();
      }
    } finally {
      this.#isPaying = false;
    }
  }

  *#payOnce(): Flow<void> {
    const tags = [...this.#owedTags];
    const keys = [...this.#owedKeys];
    try {
      if (tags.length > 0) {
        const versions = yield* this.#bus!.raise(tags, this.self, this.#known(tags));
        tags.forEach((tag, index) => this.table.raise(tag, versions[index]));
        for (const tag of tags) this.#owedTags.delete(tag);
      }
      if (keys.length > 0) {
        yield* this.#bus!.announce(keys, this.self);
        for (const key of keys) this.#owedKeys.delete(key);
      }
    } catch (error) {
      rethrowHalt(error);
      this.#degraded("raise again", error);
    }
  }

  #degraded(action: string, error: unknown): void {
    const reason = `${action}: ${error instanceof Error ? error.name : "failed"}`;
    this.#options.probe.emit({ kind: "degraded", component: "tags", reason });
  }
}
