import { chain } from "../flow/chain.ts";
import type { Clock } from "../flow/clock.ts";
import { immediate } from "../flow/instructions.ts";
import type { Tier, WebRequest } from "../ports/http.ts";
import type { Probe, Step } from "../ports/probe.ts";

/** What is measured, and of which requests. */
export interface OwnTimeOptions {
  readonly step: Step;
  readonly clock: Clock;
  readonly probe: Probe;
  readonly isMeasured: (request: WebRequest) => boolean;
}

/**
 * Measures a tier's own time: from its request to its reply, without what the tiers behind it took. A request that waits for
 * another one's reply (single flight) counts that waiting as the tier's own.
 *
 * Costs one comparison for requests that are not measured.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chain } from "../flow/chain.ts";
 * import { sleep, sleepThen } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import type { WebReply } from "../ports/http.ts";
 * import type { ProbeEvent } from "../ports/probe.ts";
 * import { ownTime } from "./own_time.ts";
 * const reply: WebReply = { status: 200, headers: {}, body: undefined, servedBy: "application" };
 * const heard: ProbeEvent[] = [];
 * simulate((clock) => {
 *   const probe = { emit: (event: ProbeEvent) => void heard.push(event) };
 *   const slow = ownTime((next) => (request) => chain(sleep(5), () => next(request)), {
 *     step: "edge",
 *     clock,
 *     probe,
 *     isMeasured: () => true,
 *   });
 *   return slow(() => sleepThen(20, () => reply))({ method: "GET", path: "/", headers: {} });
 * });
 * assertEquals(heard, [{ kind: "step", step: "edge", ms: 5 }]);
 * ```
 */
export function ownTime(tier: Tier, options: OwnTimeOptions): Tier {
  const { step, clock, probe, isMeasured } = options;
  return (next) => {
    const plain = tier(next);
    return (request) => {
      if (!isMeasured(request)) return plain(request);
      const startedMs = clock.nowMs();
      let behindMs = 0;
      const timed = tier((inner) => {
        const askedMs = clock.nowMs();
        return chain(next(inner), (reply) => {
          behindMs += clock.nowMs() - askedMs;
          return immediate(reply);
        });
      });
      return chain(timed(request), (reply) => {
        probe.emit({ kind: "step", step, ms: Math.max(0, clock.nowMs() - startedMs - behindMs) });
        return immediate(reply);
      });
    };
  };
}
