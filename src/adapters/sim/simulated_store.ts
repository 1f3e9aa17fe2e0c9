import { Failure } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";
import { sleepThen } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import { DeadlineExceeded } from "../../flow/timeout.ts";
import type { KeyValueStore } from "../../ports/key_value_store.ts";
import type { Calibration } from "./calibration.ts";
import { takenUp } from "./event_loop.ts";
import { away, blowOf, type Hurt } from "./hurt.ts";
import type { RedisCluster } from "./redis_cluster.ts";
import type { SimulatedThread } from "./simulated_thread.ts";

/** What one user of the store has in it. */
interface Space {
  readonly held: Map<string, Held>;
  readonly leases: Map<string, Granted>;
}

interface Held {
  readonly value: unknown;
  readonly expiresAtMs: number;
  /** 0 for a value without one. */
  readonly mark: number;
}

interface Granted {
  readonly fence: number;
  readonly untilMs: number;
}

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
  readonly #cluster: RedisCluster | undefined;
  readonly #thread: SimulatedThread | undefined;
  #isDown = false;

  /**
   * @param options `cluster`: which keys are served when; undefined for a single server. `thread`: the application's, which takes
   * up the answers.
   */
  constructor(
    options: {
      clock: Clock;
      random: Random;
      calibration: Calibration;
      hurt?: Hurt;
      cluster?: RedisCluster | undefined;
      thread?: SimulatedThread | undefined;
    },
  ) {
    this.#thread = options.thread;
    this.#hurt = options.hurt ?? { fault: undefined };
    this.#cluster = options.cluster;
    this.#clock = options.clock;
    this.#random = options.random.fork("shared store");
    this.#calibration = options.calibration;
  }

  set isDown(isDown: boolean) {
    this.#isDown = isDown;
  }

  /** As a restarted Redis without persistence. */
  forget(): void {
    for (const { held, leases } of this.#spaces.values()) {
      held.clear();
      leases.clear();
    }
  }

  /** One user's view: it sees its own name space only. */
  view(namespace: string): KeyValueStore {
    const work = <T>(name: string, act: () => T) => takenUp(this.#work(name, act), this.#thread);
    let space = this.#spaces.get(namespace);
    if (space === undefined) this.#spaces.set(namespace, space = { held: new Map(), leases: new Map() });
    const { held: values, leases } = space;
    const clock = this.#clock;
    return {
      get: (name) => work(name, () => this.#read(values, name)?.value),
      getMany: (names) => work(names[0] ?? "", () => names.map((name) => this.#read(values, name)?.value)),
      set: (name, value, { ttlMs, mark = 0, seen, fence }) =>
        work(name, () => {
          if (fence !== undefined && fence < (leases.get(name)?.fence ?? 0)) return;
          const held = seen === undefined ? undefined : this.#read(values, name);
          if (held !== undefined && held.mark !== seen) return;
          values.set(name, { value, expiresAtMs: clock.nowMs() + ttlMs, mark });
        }),
      delete: (name, grave) =>
        work(name, () => {
          if (grave === undefined) return void values.delete(name);
          const { mark, keptMs } = grave;
          values.set(name, { value: { grave: mark }, expiresAtMs: clock.nowMs() + keptMs, mark });
        }),
      clear: () => work("", () => values.clear()),
      lease: (name, { ttlMs }) =>
        work(name, () => {
          const last = leases.get(name);
          if (last !== undefined && last.untilMs > clock.nowMs()) return undefined;
          const fence = (last?.fence ?? 0) + 1;
          leases.set(name, { fence, untilMs: clock.nowMs() + ttlMs });
          return { fence };
        }),
      release: (name, { fence }) =>
        work(name, () => {
          if (leases.get(name)?.fence === fence) leases.set(name, { fence, untilMs: 0 });
        }),
    };
  }

  #read(values: Map<string, Held>, key: string): Held | undefined {
    const found = values.get(key);
    if (found === undefined) return undefined;
    if (found.expiresAtMs > this.#clock.nowMs()) return found;
    values.delete(key);
    return undefined;
  }

  /** One operation: its time, then its effect. @throws DeadlineExceeded when its time comes without an answer. */
  #work<T>(key: string, act: () => T): Operation<T> {
    const deadlineMs = this.#calibration.sharedStoreDeadlineMs.value;
    let ms = this.#calibration.sharedStore.value.draw(this.#random);
    if (this.#hurt.fault !== undefined) {
      const blow = blowOf(this.#hurt.fault, this.#random);
      if (blow.kind === "refused") return sleepThen(0, () => away("the shared store"));
      ms += blow.kind === "lost" ? deadlineMs : blow.ms;
    }
    const answer = this.#cluster?.answerTo(key) ?? "served";
    if (answer === "refused") return sleepThen(Math.min(ms, deadlineMs), refuse);
    if (!this.#isDown && answer === "served" && ms <= deadlineMs) return sleepThen(ms, act);
    return sleepThen(deadlineMs, () => {
      throw new DeadlineExceeded(
        `Cannot reach the shared store: it must answer within ${deadlineMs} ms: received nothing`,
      );
    });
  }
}

function refuse(): never {
  throw new Failure("cluster-down", "Cannot use the cluster: every slot must be served: received CLUSTERDOWN");
}
