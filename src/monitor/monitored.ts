import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Operation } from "../flow/operation.ts";
import type { Clock } from "../flow/clock.ts";
import type { Fetch, Tier, WebReply, WebRequest } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";
import { guardedProbe } from "./guarded_probe.ts";

/** What is measured with, and what requests are called. */
export interface MonitoredOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  /** The route of a request, from a small set: "GET /products/:id". Called once a request. */
  readonly routeOf: (request: WebRequest) => string;
  /** Told when the probe or `routeOf` throws. @default nobody */
  readonly onProbeFailure?: (error: unknown) => void;
}

/**
 * Measures each request of an application instance and tells the probe (`reply` at "application"). A request that throws counts as
 * status 500 and goes on throwing. A probe that throws does not harm the reply.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sleep } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { monitored } from "./monitored.ts";
 * const seen: unknown[] = [];
 * simulate((clock) => {
 *   const tier = monitored({ clock, probe: { emit: (event) => seen.push(event) }, routeOf: () => "home" });
 *   return tier(function* () {
 *     yield* sleep(25);
 *     return { status: 200, headers: {}, body: { sizeBytes: 10, content: 1 }, servedBy: "l1" };
 *   })({ method: "GET", path: "/", headers: {} });
 * });
 * const reply = { at: "application", route: "home", status: 200, latencyMs: 25, sizeBytes: 10, servedBy: "l1" };
 * assertEquals(seen, [{ kind: "reply", ...reply }]);
 * ```
 */
export function monitored(options: MonitoredOptions): Tier {
  const { clock, routeOf } = options;
  const probe = guardedProbe(options.probe, options.onProbeFailure);

  function routeNameOf(request: WebRequest): string {
    try {
      return routeOf(request);
    } catch (error) {
      options.onProbeFailure?.(error);
      return "unknown";
    }
  }

  function tell(request: WebRequest, startedMs: number, reply: Pick<WebReply, "status" | "body" | "servedBy">): void {
    const { body, servedBy, status } = reply;
    const latencyMs = clock.nowMs() - startedMs;
    const sizeBytes = body?.sizeBytes ?? 0;
    probe.emit({
      kind: "reply",
      at: "application",
      route: routeNameOf(request),
      status,
      latencyMs,
      sizeBytes,
      servedBy,
    });
  }

  function measured(next: Fetch, request: WebRequest): Operation<WebReply> {
    const startedMs = clock.nowMs();
    const failed = (error: unknown): never => {
      tell(request, startedMs, { status: 500, body: undefined, servedBy: "error" });
      throw error;
    };
    const answered = (reply: WebReply) => {
      tell(request, startedMs, reply);
      return immediate(reply);
    };
    try {
      return chain(next(request), answered, failed);
    } catch (error) {
      return failed(error);
    }
  }

  return (next) => (request) => measured(next, request);
}
