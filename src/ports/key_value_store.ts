import type { Operation } from "../flow/operation.ts";

/** How a value is written. */
export interface Writing {
  /** Above 0. */
  readonly ttlMs: number;
  /** What the value weighs. */
  readonly sizeBytes: number;
  /** Names this version of the value: a whole number from 1 that no other version has. @default none */
  readonly mark?: number;
  /**
   * The mark of what the writer saw at the key, 0 for nothing: the value lands only when nothing else stands there by now. Left
   * out, it lands whatever stands there.
   */
  readonly seen?: number;
  /** The lease under which the value was made: it does not land when a later one was granted since. */
  readonly fence?: number;
}

/** What stands for a while where a value was deleted, so that an older value on its way does not come after it. */
export interface Grave {
  readonly grave: number;
}

/** The right, for a while, to make a key's value alone. */
export interface Lease {
  /** Rises with every lease of the key: what is written under an older one is refused. */
  readonly fence: number;
}

/**
 * The second level: a shared store with expiry, such as Redis. Every operation may fail, and ends within the adapter's own
 * deadline; the caller goes on without it.
 */
export interface KeyValueStore {
  /** What it calls itself to those who are told of its keys by the store. @default what the user calls it */
  readonly namespace?: string;
  /** The value as it was set (a structured clone of it), a grave, or undefined. */
  get(key: string): Operation<unknown>;
  /** As `get` for many, in the keys' order; a store without it is asked key by key. */
  getMany?(keys: readonly string[]): Operation<readonly unknown[]>;
  set(key: string, value: unknown, options: Writing): Operation<void>;
  /** @param grave What is left at the key, and for how long. @default nothing */
  delete(key: string, grave?: { readonly mark: number; readonly keptMs: number }): Operation<void>;
  /** Takes out every key of this store's name space. */
  clear(): Operation<void>;
  /** Grants a lease on a key, or undefined while another's holds. */
  lease?(key: string, options: { readonly ttlMs: number }): Operation<Lease | undefined>;
  /** Gives a lease back before its time; harmless when it is another's by now. */
  release?(key: string, lease: Lease): Operation<void>;
}

/** What the bus tells every instance, the sender included. */
export interface BusMessage {
  /** One more than the message's before it; another number means that messages were lost. */
  readonly sequence: number;
  /** Who sent it. */
  readonly from: number;
  readonly tags: readonly string[];
  /** Their new versions. */
  readonly versions: readonly number[];
  /** Keys whose values were changed or deleted. */
  readonly keys: readonly string[];
}

/** What listens to the bus. */
export interface BusListener {
  heard(message: BusMessage): void;
  /** Messages may have been lost: the connection is new. */
  resumed(): void;
}

/** Where the bus stands. */
export interface BusPosition {
  /** The last message's; 0 when there was none. */
  readonly sequence: number;
  /** When the bus's memory begins: another number means that it lost what it knew. 0 when it knows nothing yet. */
  readonly born: number;
  /** All versions that were ever raised and are not forgotten. */
  readonly versions: readonly (readonly [tag: string, version: number])[];
}

/**
 * The versions of tags, shared by all instances. A version only ever grows: it is at least the shared clock's time in
 * microseconds, so that not even a restart that lost the table brings one back.
 */
export interface TagBus {
  /**
   * Raises the tags' versions, atomically with telling the others.
   *
   * @param from Who tells it.
   * @param known The versions that the teller knows: the new ones lie above them even if the bus lost its own.
   * @returns the new versions, in the tags' order.
   */
  raise(tags: readonly string[], from: number, known?: readonly number[]): Operation<readonly number[]>;
  /** Tells the others of keys that were changed. */
  announce(keys: readonly string[], from: number): Operation<void>;
  /** Read when an instance starts, and when it may have missed messages. */
  position(): Operation<BusPosition>;
  /** The sequence number of the last message: what a heartbeat compares. */
  sequence(): Operation<number>;
  /** @returns what ends it. */
  subscribe(listener: BusListener): () => void;
}
