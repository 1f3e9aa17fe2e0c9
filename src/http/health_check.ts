import { rethrowHalt } from "../flow/halt.ts";
import type { Clock } from "../flow/clock.ts";
import { sleep } from "../flow/instructions.ts";
import type { Flow } from "../flow/operation.ts";
import { timeout } from "../flow/timeout.ts";
import type { Fetch } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";

/** How servers are watched; HAProxy's `inter`, `fall` and `rise` with its defaults. */
export interface HealthCheckOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  /** @default 2000 */
  readonly intervalMs?: number;
  /** A check that takes longer has failed. @default 1000 */
  readonly timeoutMs?: number;
  /** Failed checks in a row that take a server out. @default 3 */
  readonly fall?: number;
  /** Good checks in a row that bring it back. @default 2 */
  readonly rise?: number;
  /** @default "/health" */
  readonly path?: string;
}

/**
 * Asks each server again and again whether it is well, and says which may be given requests: one that failed `fall` checks in a row is
 * out until it passed `rise` in a row. Servers begin as well.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { immediate, sleep, spawn } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { HealthCheck } from "./health_check.ts";
 * const ill = () => immediate({ status: 503, headers: {}, body: undefined, servedBy: "application" });
 * const isWell = simulate(function* (clock) {
 *   const check = new HealthCheck([ill], { clock, probe: { emit: () => {} }, intervalMs: 100 });
 *   yield* spawn(check.run());
 *   yield* sleep(350);
 *   return check.isWell(0);
 * });
 * assertEquals(isWell, false);
 * ```
 */
export class HealthCheck {
  readonly #servers: readonly Fetch[];
  readonly #options: Required<HealthCheckOptions>;
  readonly #states: { isWell: boolean; streak: number }[];

  constructor(servers: readonly Fetch[], options: HealthCheckOptions) {
    this.#servers = servers;
    this.#options = { intervalMs: 2000, timeoutMs: 1000, fall: 3, rise: 2, path: "/health", ...options };
    for (const name of ["intervalMs", "timeoutMs", "fall", "rise"] as const) {
      const value = this.#options[name];
      if (value > 0 && value < Infinity) continue;
      throw new RangeError(`Cannot check health: ${name} must be a finite number above 0: received ${value}`);
    }
    this.#states = servers.map(() => ({ isWell: true, streak: 0 }));
  }

  isWell(server: number): boolean {
    return this.#states[server]?.isWell ?? false;
  }

  /** Checks for ever; start it as a task. */
  *run(): Flow<never> {
    for (;;) {
      yield* sleep(this.#options.intervalMs);
      for (let server = 0; server < this.#servers.length; server++) this.#note(server, yield* this.#passes(server));
    }
  }

  *#passes(server: number): Flow<boolean> {
    const { path, timeoutMs } = this.#options;
    try {
      const check = this.#servers[server]!({ method: "GET", path, headers: {} });
      const reply = yield* timeout(timeoutMs, check, "a health check");
      return reply.status < 400;
    } catch (error) {
      rethrowHalt(error);
      // Whatever it was, the server did not answer well.
      return false;
    }
  }

  /** `streak` counts checks in a row that contradict the present state. */
  #note(server: number, passed: boolean): void {
    const state = this.#states[server]!;
    state.streak = passed === state.isWell ? 0 : state.streak + 1;
    const { fall, rise, probe } = this.#options;
    if (state.streak < (state.isWell ? fall : rise)) return;
    state.isWell = passed;
    state.streak = 0;
    const reason = `server ${server + 1} is ${passed ? "back" : "taken out"}`;
    probe.emit({ kind: "degraded", component: "health-check", reason });
  }
}
