import type { Operation } from "../flow/operation.ts";

/** Told of what a server's client tracking announces. */
export interface TrackingListener {
  /** Keys that changed, expired or were evicted: names of spaces with the keys in them. */
  changed(keys: readonly (readonly [space: string, key: string])[]): void;
  /** The table of versions changed. */
  raised(): void;
  /** Everything may have changed: the announcements began anew, or all keys were flushed. */
  lost(): void;
}

/**
 * A shared store that tells by itself which of its keys were changed (Redis: client tracking in broadcast mode), and a table of the
 * tags' versions in it. It says that something changed, never what it is now.
 */
export interface Tracking {
  /**
   * Raises tags to one version above every version in the table, those that the teller knows, and the server's clock in
   * microseconds.
   */
  raise(tags: readonly string[], known: readonly number[]): Operation<number>;
  /** When the table begins (0 when there is none) and what was raised above a version. */
  versions(above: number): Operation<{ born: number; versions: readonly (readonly [tag: string, version: number])[] }>;
  /**
   * Whether announcements arrive. All that were sent before it was asked have arrived when it answers.
   *
   * @throws when the server itself cannot be reached.
   */
  isHearing(): Operation<boolean>;
  /** Begins to listen. */
  listen(listener: TrackingListener): void;
}
