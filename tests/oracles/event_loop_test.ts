import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { takenUp } from "../../src/adapters/sim/event_loop.ts";
import { SimulatedThread } from "../../src/adapters/sim/simulated_thread.ts";
import { Random } from "../../src/base/random.ts";
import { chain } from "../../src/flow/chain.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";

const SERVICE_MS = 2;
/** Long beside a busy period, so that what an answer finds has nothing to do with its own request. */
const OUTSIDE_MS = 400;
const REQUESTS = 150_000;

/** Poisson arrivals that work on one thread, ask something outside and wait for it to be taken up: the mean of both waits. */
function meanWaits(load: number, service: (random: Random) => number): { first: number; takeUp: number } {
  const [arrivals, services, answers] = ["arrivals", "services", "answers"].map((name) =>
    new Random(31).fork(name)
  ) as [
    Random,
    Random,
    Random,
  ];
  const sums = { first: 0, takeUp: 0 };
  simulate(function* (clock) {
    const thread = new SimulatedThread(clock);
    function* request(): Flow<void> {
      const workMs = service(services);
      const cameMs = clock.nowMs();
      yield* thread.request(workMs);
      sums.first += clock.nowMs() - cameMs - workMs;
      const outsideMs = answers.exponential(OUTSIDE_MS);
      const askedMs = clock.nowMs();
      yield* takenUp(sleep(outsideMs), thread);
      sums.takeUp += clock.nowMs() - askedMs - outsideMs;
    }
    for (let index = 0; index < REQUESTS; index++) {
      yield* sleep(arrivals.exponential(SERVICE_MS / load));
      yield* spawn(request(), "a request");
    }
    yield* sleep(100 * OUTSIDE_MS);
  });
  return { first: sums.first / REQUESTS, takeUp: sums.takeUp / REQUESTS };
}

const SHAPES: Readonly<Record<string, { draw: (random: Random) => number; squaredVariation: number }>> = {
  "exponential service": { draw: (random) => random.exponential(SERVICE_MS), squaredVariation: 1 },
  // Nine in ten take 1 ms, one in ten 11: E[S] = 2, E[S^2] = 13.
  "two kinds of service": { draw: (random) => random.chance(0.1) ? 11 : 1, squaredVariation: 2.25 },
};

for (const [name, { draw, squaredVariation }] of Object.entries(SHAPES)) {
  for (const load of [0.2, 0.5, 0.75]) {
    Deno.test(`event loop, ${name}, at ${load}: an arrival waits by Pollaczek and Khinchine, an answer less: from what is under way on`, () => {
      const underWayMs = load * SERVICE_MS * (1 + squaredVariation) / 2;
      const queueMs = underWayMs / (1 - load);
      const { first, takeUp } = meanWaits(load, draw);
      assertAlmostEquals(first, queueMs, 0.05 * queueMs);
      // A turn is at least the piece under way, and at most all that there is.
      assert(takeUp > underWayMs && takeUp < 0.97 * queueMs, `${takeUp} of ${underWayMs} to ${queueMs}`);
    });
  }
}

Deno.test("event loop: an answer waits for the turn in which it came, not for what has come meanwhile, nor for a turn to come", () => {
  const takenUpAt = (answerMs: number) =>
    simulate(function* (clock) {
      const thread = new SimulatedThread(clock);
      const request = (atMs: number, workMs: number) =>
        spawn(chain(sleep(atMs), () => thread.request(workMs)), "a request");
      // The first turn is from 0 to 5, the second, with what came during the first, from 5 to 13, the third from 13 to 14.
      for (const [atMs, workMs] of [[0, 5], [1, 4], [1, 4], [6, 1]] as const) yield* request(atMs, workMs);
      yield* takenUp(sleep(answerMs), thread);
      return clock.nowMs();
    });
  assertEquals([0.5, 3, 5.5, 7, 12, 13.5, 20].map(takenUpAt), [5, 5, 13, 13, 13, 14, 20]);
});

Deno.test("event loop: who has the thread goes on before all others, and what it leaves delays them", () => {
  const done = simulate(function* (clock) {
    const thread = new SimulatedThread(clock);
    const done: [string, number][] = [];
    const tell = (what: string) => done.push([what, clock.nowMs()]);
    function* first(): Flow<void> {
      yield* thread.request(2);
      yield* takenUp(sleep(1), thread);
      tell("taken up");
      yield* thread.more(3);
      tell("more");
      yield* thread.more(1);
      thread.leave(4);
      tell("replied");
    }
    function* other(atMs: number): Flow<void> {
      yield* sleep(atMs);
      yield* thread.request(10);
      tell("another");
    }
    yield* spawn(first(), "a request");
    yield* spawn(other(1), "a request that comes before the answer");
    yield* spawn(other(2.5), "one that comes while it waits");
    yield* sleep(100);
    return done;
  });
  assertEquals(done, [["another", 12], ["taken up", 12], ["more", 15], ["replied", 16], ["another", 30]]);
});

Deno.test("event loop: the thread's idle time begins when all is done", () => {
  const idleMs = simulate(function* (clock) {
    const thread = new SimulatedThread(clock);
    yield* sleep(5);
    const idleMs = [thread.idleMs];
    yield* spawn(thread.request(3), "a request");
    yield* sleep(1);
    idleMs.push(thread.idleMs);
    yield* sleep(10);
    return [...idleMs, thread.idleMs];
  });
  assertEquals(idleMs, [5, 0, 8]);
});

Deno.test("event loop: a caller that is halted leaves its work on the thread, and nobody is stuck", () => {
  const endedMs = simulate(function* (clock) {
    const thread = new SimulatedThread(clock);
    const given = yield* spawn(thread.request(5), "a request");
    yield* sleep(1);
    yield* given.halt();
    yield* thread.request(2);
    return clock.nowMs();
  });
  assertEquals(endedMs, 7);
});

Deno.test("event loop: an error is taken up like an answer; without a thread both come at once", () => {
  const caughtAt = (isBusy: boolean) =>
    simulate(function* (clock) {
      const thread = new SimulatedThread(clock);
      if (isBusy) yield* spawn(thread.request(50), "a request");
      const failing = function* (): Flow<void> {
        yield* sleep(3);
        throw new RangeError("Cannot answer: test");
      };
      try {
        yield* takenUp(failing(), isBusy ? thread : undefined);
      } catch (error) {
        rethrowHalt(error);
        assert(error instanceof RangeError);
      }
      return clock.nowMs();
    });
  assertAlmostEquals(caughtAt(true), 50, 1e-9);
  assertAlmostEquals(caughtAt(false), 3, 1e-9);
});
