import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Operation } from "../flow/operation.ts";
import type { BusListener, BusMessage, BusPosition, TagBus } from "../ports/key_value_store.ts";
import type { Tracking } from "../ports/tracking.ts";

const SEPARATOR = "\u0000";
/** Nobody's number: what the server tells is news to every instance. */
const SERVER = 0;

/**
 * The tag bus on a store that announces its own changes. The announcements come over one ordered connection and bear no numbers, so
 * they are numbered here; a number is left out when some may have been lost, which the listeners see as a gap.
 *
 * Keys need no announcing of ours: writing them in the store does it. A raised version announces the table, of which the listeners
 * then read what is new to them.
 *
 * Staleness bound: as long as the instance reaches the server, one announcement (and for tags one read); one heartbeat and four
 * deadlines when the announcements stop without a sign. Cut off from the server: the first level's time to live.
 */
export class TrackingBus implements TagBus {
  readonly #tracking: Tracking;
  readonly #listeners = new Set<BusListener>();
  #count = 0;
  /** The only listener knows the versions up to here. */
  #known = 0;
  /** Raised when what was known is known no more. */
  #memory = 0;

  constructor(tracking: Tracking) {
    this.#tracking = tracking;
    tracking.listen({
      changed: (keys) => this.#tell({ keys: keys.map(([space, key]) => `${space}${SEPARATOR}${key}`) }),
      raised: () => this.#resumed(),
      lost: () => this.#lost(),
    });
  }

  raise(tags: readonly string[], from: number, known: readonly number[] = []): Operation<readonly number[]> {
    return chain(this.#tracking.raise(tags, known), (version) => {
      const versions = tags.map(() => version);
      this.#tell({ from, tags, versions });
      return immediate<readonly number[]>(versions);
    });
  }

  /** The store has told everybody but those who use this very connection to it. */
  announce(keys: readonly string[], from: number): Operation<void> {
    this.#tell({ from, keys });
    return immediate<void>(undefined);
  }

  position(): Operation<BusPosition> {
    const memory = this.#memory;
    // What one of several listeners reads the others do not learn.
    const above = this.#listeners.size === 1 ? this.#known : 0;
    return chain(this.#tracking.versions(above), ({ born, versions }) => {
      if (memory === this.#memory) { for (const [, version] of versions) this.#known = Math.max(this.#known, version); }
      return immediate<BusPosition>({ sequence: this.#count, born, versions });
    });
  }

  sequence(): Operation<number> {
    return chain(this.#tracking.isHearing(), (isHearing) => {
      if (!isHearing) this.#lost();
      return immediate(this.#count);
    });
  }

  subscribe(listener: BusListener): () => void {
    this.#listeners.add(listener);
    this.#forget();
    return () => this.#listeners.delete(listener);
  }

  /** Makes a gap before and after: memory is not trusted from now on, nor what is fetched until the versions are read. */
  #lost(): void {
    this.#forget();
    this.#count++;
    this.#tell({});
    this.#count++;
  }

  #forget(): void {
    this.#memory++;
    this.#known = 0;
  }

  #tell({ from = SERVER, tags = [], versions = [], keys = [] }: Partial<BusMessage>): void {
    const sequence = ++this.#count;
    for (const listener of this.#listeners) listener.heard({ sequence, from, tags, versions, keys });
  }

  #resumed(): void {
    for (const listener of this.#listeners) listener.resumed();
  }
}
