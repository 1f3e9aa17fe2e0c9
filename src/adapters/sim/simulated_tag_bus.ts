import type { Random } from "../../base/random.ts";
import { background, sleep } from "../../flow/instructions.ts";
import type { Flow } from "../../flow/operation.ts";
import type { TagBus } from "../../ports/key_value_store.ts";
import type { Distribution } from "./distribution.ts";

type Listener = (tag: string, version: number) => void;

/** The shared table of tag versions in simulated time: raising takes one way there, hearing of it one way back. */
export class SimulatedTagBus implements TagBus {
  readonly #random: Random;
  readonly #latency: Distribution;
  readonly #versions = new Map<string, number>();
  readonly #listeners = new Set<Listener>();

  constructor(options: { random: Random; latency: Distribution }) {
    this.#random = options.random.fork("tag bus");
    this.#latency = options.latency;
  }

  *raise(tags: readonly string[]): Flow<readonly number[]> {
    yield* sleep(this.#latency.draw(this.#random));
    const versions = tags.map((tag) => {
      const version = (this.#versions.get(tag) ?? 0) + 1;
      this.#versions.set(tag, version);
      return version;
    });
    for (const listener of this.#listeners) yield* background(this.#tell(listener, tags, versions), "a tag message");
    return versions;
  }

  *snapshot(): Flow<readonly (readonly [string, number])[]> {
    yield* sleep(this.#latency.draw(this.#random));
    return [...this.#versions];
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  *#tell(listener: Listener, tags: readonly string[], versions: readonly number[]): Flow<void> {
    yield* sleep(this.#latency.draw(this.#random));
    tags.forEach((tag, index) => listener(tag, versions[index]!));
  }
}
