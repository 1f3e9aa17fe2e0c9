import { assert, assertAlmostEquals } from "@std/assert";
import type { Random } from "../../src/base/random.ts";
import { type QueueOutcome, semaphoreQueue, threadQueue } from "./queue_run.ts";

/** Mean service, ms. */
const SERVICE_MS = 10;
const exponential = (random: Random) => random.exponential(SERVICE_MS);

/** Largest error of a mean wait, relative: what 200,000 correlated customers leave of noise, with the seed fixed. */
const ERROR = 0.03;

function assertNear(actual: number, expected: number, error = ERROR) {
  assertAlmostEquals(actual, expected, error * expected);
}

/** Little's law, L = lambda W, holds for every run by itself, not only in the mean. */
function assertLittle(outcome: QueueOutcome) {
  assertNear(outcome.meanInSystem, outcome.arrivalRate * outcome.meanStayMs, 0.01);
}

const QUEUES = { semaphore: semaphoreQueue, "simulated thread": threadQueue };

for (const [part, queue] of Object.entries(QUEUES)) {
  for (const [load, customers] of [[0.3, 100_000], [0.6, 150_000], [0.8, 200_000]] as const) {
    Deno.test(`M/M/1 at ${load} on the ${part}: mean wait, share that waits, percentiles of the stay, Little's law`, () => {
      const arrivalRate = load / SERVICE_MS;
      const outcome = queue({ servers: 1, arrivalRate, service: exponential, customers, seed: 21 });
      assertNear(outcome.meanWaitMs, load * SERVICE_MS / (1 - load));
      assertNear(outcome.waitedShare, load, 0.01);
      // T_p = -ln(1 - p) / (mu - lambda)
      for (const share of [0.5, 0.95, 0.99]) {
        assertNear(outcome.stay.quantile(share), -Math.log(1 - share) / (1 / SERVICE_MS - arrivalRate), 0.05);
      }
      assertLittle(outcome);
    });
  }

  const shapes: Readonly<Record<string, { draw: (random: Random) => number; squaredVariation: number }>> = {
    "constant service": { draw: () => SERVICE_MS, squaredVariation: 0 },
    "uniform service": { draw: (random) => 2 * SERVICE_MS * random.unit(), squaredVariation: 1 / 3 },
    // Nine in ten take 2 ms, one in ten 82: E[S] = 10, E[S^2] = 676.
    "two kinds of service": { draw: (random) => random.chance(0.1) ? 82 : 2, squaredVariation: 5.76 },
  };
  for (const [name, { draw, squaredVariation }] of Object.entries(shapes)) {
    Deno.test(`M/G/1, ${name}, at 0.6 on the ${part}: Pollaczek and Khinchine's mean wait`, () => {
      const load = 0.6;
      const outcome = queue({
        servers: 1,
        arrivalRate: load / SERVICE_MS,
        service: draw,
        customers: 150_000,
        seed: 23,
      });
      assertNear(outcome.meanWaitMs, load * SERVICE_MS * (1 + squaredVariation) / (2 * (1 - load)), 0.05);
      assertLittle(outcome);
    });
  }
}

for (const { servers, load } of [{ servers: 2, load: 0.7 }, { servers: 10, load: 0.8 }]) {
  Deno.test(`M/M/${servers} at ${load} on the semaphore: Erlang C gives the share that waits and the mean wait`, () => {
    const arrivalRate = load * servers / SERVICE_MS;
    // Busy periods of many servers are long: one run of 100,000 is 6 % off (one deviation), four together 3 %.
    const outcomes = [22, 23, 24, 25].map((seed) =>
      semaphoreQueue({ servers, arrivalRate, service: exponential, customers: 100_000, seed })
    );
    const meanOf = (pick: (outcome: QueueOutcome) => number) =>
      outcomes.reduce((sum, outcome) => sum + pick(outcome), 0) / outcomes.length;
    const waits = erlangC(servers, load * servers);
    assertNear(meanOf((outcome) => outcome.waitedShare), waits);
    assertNear(meanOf((outcome) => outcome.meanWaitMs), waits / (servers / SERVICE_MS - arrivalRate), 0.06);
    outcomes.forEach(assertLittle);
  });
}

Deno.test("Erlang C: the textbook's ten servers at eight erlangs wait in 40.9 % of the cases", () => {
  assertAlmostEquals(erlangC(10, 8), 0.409, 0.001);
  assertAlmostEquals(erlangC(1, 0.6), 0.6, 1e-12);
  assert(erlangC(50, 1) < 1e-9);
});

/** Probability to wait, by the recursion of Erlang B. */
function erlangC(servers: number, erlangs: number): number {
  let blocked = 1;
  for (let count = 1; count <= servers; count++) blocked = erlangs * blocked / (count + erlangs * blocked);
  return blocked / (1 - erlangs / servers * (1 - blocked));
}
