import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/property.ts";
import { Random } from "../../src/base/random.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { Channel, CLOSED } from "../../src/flow/channel.ts";
import { sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { race } from "../../src/flow/race.ts";
import { retry } from "../../src/flow/retry.ts";
import { Semaphore } from "../../src/flow/semaphore.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { SingleFlight } from "../../src/flow/single_flight.ts";
import type { Task } from "../../src/flow/task.ts";
import { DeadlineExceeded, timeout } from "../../src/flow/timeout.ts";

function* after<T>(ms: number, value: T, onClose?: () => void): Flow<T> {
  try {
    yield* sleep(ms);
    return value;
  } finally {
    onClose?.();
  }
}

Deno.test("race gives the first value and halts the others", () => {
  const closed: string[] = [];
  const result = simulate(function* (clock) {
    const winner = yield* race([
      after(30, "slow", () => closed.push("slow")),
      after(10, "fast", () => closed.push("fast")),
    ]);
    return [winner, clock.nowMs()];
  });
  assertEquals(result, ["fast", 10]);
  assertEquals(closed, ["fast", "slow"]);
});

Deno.test("race fails with the first failure", () => {
  function* failing(): Flow<string> {
    yield* sleep(5);
    throw new RangeError("first");
  }
  assertThrows(() => simulate(() => race([after(10, "late"), failing()])), RangeError, "first");
});

Deno.test("timeout lets a value through, halts what is late, and is itself halted cleanly", () => {
  let closed = 0;
  const endMs = simulate(function* (clock) {
    assertEquals(yield* timeout(20, after(10, "in time"), "a value"), "in time");
    try {
      yield* timeout(20, after(100, "late", () => closed++), "a value");
    } catch (error) {
      rethrowHalt(error);
      assert(error instanceof DeadlineExceeded);
    }
    const task = yield* spawn(timeout(1000, after(500, "never", () => closed++), "a value"));
    yield* sleep(1);
    yield* task.halt();
    return clock.nowMs();
  });
  assertEquals([endMs, closed], [31, 2]);
});

Deno.test("retry pauses longer each time and gives the last error", () => {
  const times: number[] = [];
  assertThrows(
    () =>
      simulate((clock) =>
        retry({ attempts: 4, delayMs: 10 }, function* (attempt) {
          times.push(clock.nowMs());
          yield* sleep(0);
          throw new RangeError(`attempt ${attempt}`);
        })
      ),
    RangeError,
    "attempt 4",
  );
  assertEquals(times, [0, 10, 30, 70]);
});

Deno.test("no permit of a semaphore is lost or doubled in random acquisitions, time-outs and halts", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), (seed, permits) => {
      const random = new Random(seed);
      const semaphore = new Semaphore({ permits, name: "a permit" });
      let held = 0;
      function* user(): Flow<void> {
        if (!(yield* semaphore.acquire(random.chance(0.5) ? 3 : Infinity))) return;
        try {
          held++;
          assert(held <= permits);
          yield* sleep(random.below(5));
        } finally {
          held--;
          semaphore.release();
        }
      }
      simulate(function* () {
        const tasks: Task<void>[] = [];
        for (let step = 0; step < 100; step++) {
          tasks.push(yield* spawn(user()));
          if (random.chance(0.4)) yield* spawn(tasks[random.below(tasks.length)]!.halt());
          if (random.chance(0.5)) yield* sleep(random.below(3));
        }
        yield* sleep(2000);
        for (const task of tasks) assert(task.isOver);
      });
      assertEquals([semaphore.free, semaphore.waiting], [permits, 0]);
    }),
    { numRuns: 100 },
  );
});

Deno.test("a channel keeps order, holds senders back when full, and closes", () => {
  const received: unknown[] = [];
  const sentAt: number[] = [];
  simulate(function* (clock) {
    const channel = new Channel<number>({ capacity: 2 });
    yield* spawn((function* (): Flow<void> {
      for (let item = 0; item < 5; item++) {
        yield* channel.send(item);
        sentAt.push(clock.nowMs());
      }
      channel.close();
    })());
    yield* sleep(10);
    for (;;) {
      const item = yield* channel.receive();
      if (item === CLOSED) break;
      received.push(item);
      yield* sleep(10);
    }
  });
  assertEquals(received, [0, 1, 2, 3, 4]);
  assertEquals(sentAt, [0, 0, 10, 20, 30]);
});

Deno.test("single flight: one run for a thousand callers, a failure is shared, a halted caller takes nobody with it", () => {
  let runs = 0;
  const flights = new SingleFlight<string, number>();
  const load = (fails: boolean) =>
    function* (): Flow<number> {
      runs++;
      yield* sleep(10);
      if (fails) throw new RangeError("shared");
      return 7;
    };
  const counts = simulate(function* () {
    let values = 0;
    let errors = 0;
    function* caller(fails: boolean): Flow<void> {
      try {
        yield* flights.run("key", load(fails));
        values++;
      } catch (error) {
        rethrowHalt(error);
        errors++;
      }
    }
    const first = yield* spawn(caller(false));
    for (let caller_ = 0; caller_ < 999; caller_++) yield* spawn(caller(false));
    yield* sleep(1);
    yield* first.halt();
    yield* sleep(100);
    for (let caller_ = 0; caller_ < 1000; caller_++) yield* spawn(caller(true));
    yield* sleep(100);
    return { values, errors, left: flights.size };
  });
  assertEquals(counts, { values: 999, errors: 1000, left: 0 });
  assertEquals(runs, 2);
});
