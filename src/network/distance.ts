import { chain } from "../flow/chain.ts";
import { sleep, sleepThen } from "../flow/instructions.ts";
import type { Tier } from "../ports/http.ts";

/** A way of a known length between two parts, there and back; its connection is kept open. */
export function distance(roundTripMs: number): Tier {
  return (next) => (request) =>
    chain(
      sleep(roundTripMs / 2),
      () => chain(next(request), (reply) => sleepThen(roundTripMs / 2, () => reply)),
    );
}
