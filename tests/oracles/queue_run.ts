import { SimulatedThread } from "../../src/adapters/sim/simulated_thread.ts";
import { LatencyHistogram } from "../../src/base/latency_histogram.ts";
import { Random } from "../../src/base/random.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { Semaphore } from "../../src/flow/semaphore.ts";
import { simulate } from "../../src/flow/simulated_world.ts";

export interface Queue {
  readonly servers: number;
  /** Arrivals a ms, Poisson. */
  readonly arrivalRate: number;
  readonly service: (random: Random) => number;
  readonly customers: number;
  readonly seed: number;
}

export interface QueueOutcome {
  readonly meanWaitMs: number;
  readonly meanStayMs: number;
  readonly waitedShare: number;
  readonly stay: LatencyHistogram;
  /** Customers in the system, mean over time. */
  readonly meanInSystem: number;
  /** Arrivals a ms that there were. */
  readonly arrivalRate: number;
}

/** A queue before a semaphore's permits: the flow kernel's own parts, with exact service times. */
export function semaphoreQueue(queue: Queue): QueueOutcome {
  const { servers, service } = queue;
  const semaphore = new Semaphore({ permits: servers, name: "a server" });
  return run(queue, function* (clock, random, books) {
    const cameMs = clock.nowMs();
    yield* semaphore.acquire();
    books.waited(clock.nowMs() - cameMs);
    yield* sleep(service(random));
    semaphore.release();
  });
}

/** A queue before the simulated thread: one server, whatever the queue says. */
export function threadQueue(queue: Queue): QueueOutcome {
  let thread: SimulatedThread | undefined;
  return run(queue, function* (clock, random, books) {
    thread ??= new SimulatedThread(clock);
    const workMs = queue.service(random);
    const cameMs = clock.nowMs();
    yield* thread.request(workMs);
    books.waited(clock.nowMs() - cameMs - workMs);
  });
}

interface Books {
  waited(ms: number): void;
}

function run(queue: Queue, visit: (clock: Clock, random: Random, books: Books) => Flow<void>): QueueOutcome {
  const stay = new LatencyHistogram();
  const [arrivals, services] = ["arrivals", "services"].map((name) => new Random(queue.seed).fork(name)) as [
    Random,
    Random,
  ];
  const sums = { wait: 0, waited: 0, area: 0, inSystem: 0, changedMs: 0, lastArrivalMs: 0, endMs: 0 };
  const books = {
    waited: (ms: number) => {
      sums.wait += ms;
      if (ms > 1e-9) sums.waited++;
    },
  };
  simulate(function* (clock) {
    const change = (by: number) => {
      const nowMs = clock.nowMs();
      sums.area += sums.inSystem * (nowMs - sums.changedMs);
      sums.inSystem += by;
      sums.changedMs = nowMs;
    };
    function* customer(): Flow<void> {
      const cameMs = clock.nowMs();
      change(1);
      yield* visit(clock, services, books);
      change(-1);
      stay.record(clock.nowMs() - cameMs);
    }
    for (let index = 0; index < queue.customers; index++) {
      yield* sleep(arrivals.exponential(1 / queue.arrivalRate));
      yield* spawn(customer(), "a customer");
    }
    sums.lastArrivalMs = clock.nowMs();
    while (sums.inSystem > 0) yield* sleep(1000);
    sums.endMs = sums.changedMs;
  });
  return {
    meanWaitMs: sums.wait / queue.customers,
    meanStayMs: stay.mean,
    waitedShare: sums.waited / queue.customers,
    stay,
    meanInSystem: sums.area / sums.endMs,
    arrivalRate: queue.customers / sums.lastArrivalMs,
  };
}
