import { chain, later } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Operation } from "../flow/operation.ts";
import { Semaphore } from "../flow/semaphore.ts";
import type { Tier, WebReply } from "../ports/http.ts";

/**
 * Lets a number of requests through at once, the rest wait in line: the threads of an application server.
 *
 * @param threads From 1.
 * @throws RangeError for another number.
 */
export function limitedConcurrency(threads: number): Tier {
  const permits = new Semaphore({ permits: threads, name: "an application thread" });
  const release = () => permits.release();
  return (next) => (request) => {
    const work = (): Operation<WebReply> =>
      chain(
        later(() => next(request)),
        (reply) => {
          release();
          return immediate(reply);
        },
        (error) => {
          release();
          throw error;
        },
        release,
      );
    return chain(permits.acquire(), work);
  };
}
