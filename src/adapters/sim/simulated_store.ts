import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";
import { sleep } from "../../flow/instructions.ts";
import type { Flow } from "../../flow/operation.ts";
import { DeadlineExceeded } from "../../flow/timeout.ts";
import type { KeyValueStore } from "../../ports/key_value_store.ts";
import type { Calibration } from "./calibration.ts";

/**
 * A shared store such as Redis, in simulated time: unlimited, with expiry, every operation one draw of the documented latency.
 * During an outage an operation takes its deadline and fails.
 */
export class SimulatedSharedStore {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #calibration: Calibration;
  readonly #values = new Map<string, { readonly value: unknown; readonly expiresAtMs: number }>();
  #isDown = false;

  constructor(options: { clock: Clock; random: Random; calibration: Calibration }) {
    this.#clock = options.clock;
    this.#random = options.random.fork("shared store");
    this.#calibration = options.calibration;
  }

  set isDown(isDown: boolean) {
    this.#isDown = isDown;
  }

  /** One user's view: its keys bear its name space. */
  view(namespace: string): KeyValueStore {
    const key = (name: string) => `${namespace}:${name}`;
    const work = () => this.#work();
    const values = this.#values;
    const clock = this.#clock;
    return {
      *get(name) {
        yield* work();
        const found = values.get(key(name));
        if (found === undefined) return undefined;
        if (found.expiresAtMs > clock.nowMs()) return found.value;
        values.delete(key(name));
        return undefined;
      },
      *set(name, value, { ttlMs }) {
        yield* work();
        values.set(key(name), { value, expiresAtMs: clock.nowMs() + ttlMs });
      },
      *delete(name) {
        yield* work();
        values.delete(key(name));
      },
      *clear() {
        yield* work();
        for (const name of [...values.keys()]) if (name.startsWith(`${namespace}:`)) values.delete(name);
      },
    };
  }

  /** The time of one operation. @throws DeadlineExceeded */
  *#work(): Flow<void> {
    const deadlineMs = this.#calibration.sharedStoreDeadlineMs.value;
    const ms = this.#calibration.sharedStore.value.draw(this.#random);
    if (!this.#isDown && ms <= deadlineMs) return yield* sleep(ms);
    yield* sleep(deadlineMs);
    throw new DeadlineExceeded(
      `Cannot reach the shared store: it must answer within ${deadlineMs} ms: received nothing`,
    );
  }
}
