import type { Random } from "../../base/random.ts";
import { background, now, sleep } from "../../flow/instructions.ts";
import type { Flow } from "../../flow/operation.ts";
import type { BusListener, BusMessage, BusPosition, TagBus } from "../../ports/key_value_store.ts";
import type { Distribution } from "./distribution.ts";

/** The shared table of tag versions in simulated time: raising takes one way there, hearing of it one way back. */
export class SimulatedTagBus implements TagBus {
  readonly #random: Random;
  readonly #latency: Distribution;
  readonly #versions = new Map<string, number>();
  readonly #listeners = new Set<BusListener>();
  #sequence = 0;

  constructor(options: { random: Random; latency: Distribution }) {
    this.#random = options.random.fork("tag bus");
    this.#latency = options.latency;
  }

  *raise(tags: readonly string[], from: number, known: readonly number[] = []): Flow<readonly number[]> {
    yield* sleep(this.#latency.draw(this.#random));
    const least = Math.floor((yield* now()) * 1000);
    const versions = tags.map((tag, index) => {
      const version = Math.max((this.#versions.get(tag) ?? 0) + 1, least, (known[index] ?? 0) + 1);
      this.#versions.set(tag, version);
      return version;
    });
    yield* this.#publish({ sequence: ++this.#sequence, from, tags, versions, keys: [] });
    return versions;
  }

  *announce(keys: readonly string[], from: number): Flow<void> {
    yield* sleep(this.#latency.draw(this.#random));
    yield* this.#publish({ sequence: ++this.#sequence, from, tags: [], versions: [], keys });
  }

  *position(): Flow<BusPosition> {
    yield* sleep(this.#latency.draw(this.#random));
    return { sequence: this.#sequence, born: 1, versions: [...this.#versions] };
  }

  *sequence(): Flow<number> {
    yield* sleep(this.#latency.draw(this.#random));
    return this.#sequence;
  }

  subscribe(listener: BusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  *#publish(message: BusMessage): Flow<void> {
    for (const listener of this.#listeners) yield* background(this.#tell(listener, message), "a tag message");
  }

  *#tell(listener: BusListener, message: BusMessage): Flow<void> {
    yield* sleep(this.#latency.draw(this.#random));
    listener.heard(message);
  }
}
