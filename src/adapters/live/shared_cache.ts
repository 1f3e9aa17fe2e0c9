import type { Tags } from "../../cache/tags.ts";
import type { LiveWorld } from "../../flow/live_clock.ts";
import type { KeyValueStore } from "../../ports/key_value_store.ts";

/** What a cache strategy shares with a database optimizer beside it: one clock and one table of tags. */
export interface SharedCache {
  readonly world: LiveWorld;
  readonly tags: Tags;
  /** The second level, for the query cache to use as well; undefined for none. */
  readonly l2?: ((namespace: string) => KeyValueStore) | undefined;
}

/** By the face that stands for it: the parts are no business of its users. */
const parts = new WeakMap<object, SharedCache>();

/** Called by who makes a face of a cache strategy. */
export function shareCache(face: object, shared: SharedCache): void {
  parts.set(face, shared);
}

export function sharedCacheOf(face: object): SharedCache | undefined {
  return parts.get(face);
}
