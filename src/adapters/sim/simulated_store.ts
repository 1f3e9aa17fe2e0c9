import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";
import { sleepThen } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import { DeadlineExceeded } from "../../flow/timeout.ts";
import type { KeyValueStore } from "../../ports/key_value_store.ts";
import type { Calibration } from "./calibration.ts";
import { away, blowOf, type Hurt } from "./hurt.ts";

type Space = Map<string, { readonly value: unknown; readonly expiresAtMs: number }>;

/**
 * A shared store such as Redis, in simulated time: unlimited, with expiry, every operation one draw of the documented latency.
 * During an outage an operation takes its deadline and fails; a killed store refuses at once and has forgotten everything.
 */
export class SimulatedSharedStore {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #calibration: Calibration;
  readonly #spaces = new Map<string, Space>();
  readonly #hurt: Hurt;
  #isDown = false;

  constructor(options: { clock: Clock; random: Random; calibration: Calibration; hurt?: Hurt }) {
    this.#hurt = options.hurt ?? { fault: undefined };
    this.#clock = options.clock;
    this.#random = options.random.fork("shared store");
    this.#calibration = options.calibration;
  }

  set isDown(isDown: boolean) {
    this.#isDown = isDown;
  }

  /** As a restarted Redis without persistence. */
  forget(): void {
    for (const space of this.#spaces.values()) space.clear();
  }

  /** One user's view: it sees its own name space only. */
  view(namespace: string): KeyValueStore {
    const work = <T>(act: () => T) => this.#work(act);
    let values = this.#spaces.get(namespace);
    if (values === undefined) this.#spaces.set(namespace, values = new Map());
    const space = values;
    const clock = this.#clock;
    return {
      get: (name) => work(() => this.#read(space, name)),
      set: (name, value, { ttlMs }) => work(() => void space.set(name, { value, expiresAtMs: clock.nowMs() + ttlMs })),
      delete: (name) => work(() => void space.delete(name)),
      clear: () => work(() => space.clear()),
    };
  }

  #read(space: Space, key: string): unknown {
    const found = space.get(key);
    if (found === undefined) return undefined;
    if (found.expiresAtMs > this.#clock.nowMs()) return found.value;
    space.delete(key);
    return undefined;
  }

  /** One operation: its time, then its effect. @throws DeadlineExceeded when its time comes without an answer. */
  #work<T>(act: () => T): Operation<T> {
    const deadlineMs = this.#calibration.sharedStoreDeadlineMs.value;
    let ms = this.#calibration.sharedStore.value.draw(this.#random);
    if (this.#hurt.fault !== undefined) {
      const blow = blowOf(this.#hurt.fault, this.#random);
      if (blow.kind === "refused") return sleepThen(0, () => away("the shared store"));
      ms += blow.kind === "lost" ? deadlineMs : blow.ms;
    }
    if (!this.#isDown && ms <= deadlineMs) return sleepThen(ms, act);
    return sleepThen(deadlineMs, () => {
      throw new DeadlineExceeded(
        `Cannot reach the shared store: it must answer within ${deadlineMs} ms: received nothing`,
      );
    });
  }
}
