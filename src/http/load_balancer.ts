import { EXIT, Failure } from "../base/errors.ts";
import { rethrowHalt } from "../flow/halt.ts";
import type { Clock } from "../flow/clock.ts";
import type { Flow } from "../flow/operation.ts";
import type { Fetch, WebReply, WebRequest } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";

/** How requests are spread. */
export interface LoadBalancerOptions {
  /** `least-connections` picks an instance with the fewest requests under way; ties go in turn. */
  readonly strategy: "round-robin" | "least-connections";
  readonly clock: Clock;
  readonly probe: Probe;
  /** How long an instance that failed is left alone. @default 10000, nginx's fail_timeout (with its max_fails of 1) */
  readonly coolDownMs?: number;
  /** Whether an instance passes its health checks; one that does not is left alone. @default all do */
  readonly isWell?: (instance: number) => boolean;
  /** @default "load-balancer" */
  readonly name?: string;
}

interface Instance {
  readonly fetch: Fetch;
  active: number;
  downUntilMs: number;
}

/**
 * Spreads requests over instances. One that throws is down for a cool-down, and the request goes to the next one, as with nginx's
 * proxy_next_upstream; except a POST, which may have had its effect already and is not sent twice (RFC 9110, section 9.2.2). A reply with
 * an error status is a reply.
 *
 * @throws RangeError when there is no instance or no cool-down. The returned Fetch throws what an instance threw for a POST, and Failure
 * `no-instance-up` when every instance is down.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { immediate } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { loadBalancer } from "./load_balancer.ts";
 * const instance = (servedBy: string) => () => immediate({ status: 200, headers: {}, body: undefined, servedBy });
 * const servedBy = simulate(function* (clock) {
 *   const options = { strategy: "round-robin", clock, probe: { emit: () => {} } } as const;
 *   const fetch = loadBalancer([instance("one"), instance("two")], options);
 *   const request = { method: "GET", path: "/", headers: {} } as const;
 *   return [(yield* fetch(request)).servedBy, (yield* fetch(request)).servedBy, (yield* fetch(request)).servedBy];
 * });
 * assertEquals(servedBy, ["one", "two", "one"]);
 * ```
 */
export function loadBalancer(fetches: readonly Fetch[], options: LoadBalancerOptions): Fetch {
  if (fetches.length === 0) {
    throw new RangeError("Cannot balance the load: there must be at least one instance: received none");
  }
  const { clock, probe } = options;
  const coolDownMs = options.coolDownMs ?? 10_000;
  if (!(coolDownMs > 0)) {
    throw new RangeError(`Cannot balance the load: coolDownMs must be above 0: received ${coolDownMs}`);
  }
  const name = options.name ?? "load-balancer";
  const isWell = options.isWell ?? (() => true);
  const instances = fetches.map((fetch): Instance => ({ fetch, active: 0, downUntilMs: -Infinity }));
  const countsConnections = options.strategy === "least-connections";
  let turn = 0;

  function pick(): Instance | undefined {
    const nowMs = clock.nowMs();
    let best: Instance | undefined;
    let bestIndex = 0;
    for (let step = 0; step < instances.length; step++) {
      const index = (turn + step) % instances.length;
      const instance = instances[index]!;
      if (nowMs < instance.downUntilMs || !isWell(index) || (best !== undefined && instance.active >= best.active)) {
        continue;
      }
      best = instance;
      bestIndex = index;
      if (!countsConnections) break;
    }
    turn = (bestIndex + 1) % instances.length;
    return best;
  }

  function markDown(instance: Instance, error: unknown): void {
    instance.downUntilMs = clock.nowMs() + coolDownMs;
    const reason = error instanceof Error ? error.message : String(error);
    const number = instances.indexOf(instance) + 1;
    probe.emit({ kind: "degraded", component: name, reason: `instance ${number} is down: ${reason}` });
  }

  return function* balance(request: WebRequest): Flow<WebReply> {
    let lastError: unknown = undefined;
    for (let attempt = 0; attempt < instances.length; attempt++) {
      const instance = pick();
      if (instance === undefined) break;
      instance.active++;
      try {
        return yield* instance.fetch(request);
      } catch (error) {
        rethrowHalt(error);
        markDown(instance, error);
        if (request.method === "POST") throw error;
        lastError = error;
      } finally {
        instance.active--;
      }
    }
    throw new Failure(
      "no-instance-up",
      `Cannot pass on ${request.method} ${request.path}: one of ${instances.length} instances must be up: received none`,
      { exitStatus: EXIT.unreachable, cause: lastError },
    );
  };
}
