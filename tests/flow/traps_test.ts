import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import { background, outside, park, sleep, spawn } from "../../src/flow/instructions.ts";
import { LiveWorld } from "../../src/flow/live_clock.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { OutsideRefused, simulate, StuckSimulation } from "../../src/flow/simulated_world.ts";
import { Halted, type Task } from "../../src/flow/task.ts";
import type { Waiter } from "../../src/flow/waiter.ts";

// The traps that the design names, each as a test.

Deno.test("a step iterator passes a true error on, it does not hide it", () => {
  const true_error = new RangeError("the true error");
  const caught = assertThrows(() =>
    simulate(function* () {
      const failing = yield* spawn((function* (): Flow<void> {
        yield* sleep(1);
        throw true_error;
      })());
      yield* failing;
    })
  );
  assertStrictEquals(caught, true_error);
});

Deno.test("waking a long chain of tasks does not overflow the stack", () => {
  const links = 200_000;
  const woken = simulate(function* () {
    const waiters: Waiter<void>[] = [];
    let count = 0;
    for (let link = 0; link < links; link++) {
      yield* spawn((function* (): Flow<void> {
        yield* park<void>("the link before", (waiter) => void waiters.push(waiter));
        count++;
        waiters[count]?.resume();
      })());
    }
    yield* sleep(1);
    waiters[0]!.resume();
    yield* sleep(1);
    return count;
  });
  assertEquals(woken, links);
});

Deno.test("finally blocks that take time still run after a halt, children's before their parent's", () => {
  const order: string[] = [];
  function* part(name: string, ms: number): Flow<void> {
    try {
      yield* sleep(1e9);
    } finally {
      yield* sleep(ms);
      order.push(`${name} closed`);
    }
  }
  const endMs = simulate(function* (clock) {
    const parent = yield* spawn((function* (): Flow<void> {
      yield* spawn(part("child", 30));
      yield* part("parent", 5);
    })());
    yield* sleep(10);
    yield* parent.halt();
    return clock.nowMs();
  });
  assertEquals(order, ["child closed", "parent closed"]);
  assertEquals(endMs, 45);
});

Deno.test("after a halt nothing of the body goes on, when an inner generator's finally block took time either", () => {
  const log: string[] = [];
  function* inner(): Flow<void> {
    try {
      yield* sleep(100);
    } finally {
      yield* sleep(1);
      log.push("inner closed");
    }
  }
  const endMs = simulate(function* (clock) {
    const task = yield* spawn((function* (): Flow<void> {
      try {
        for (let turn = 0; turn < 3; turn++) {
          log.push(`turn ${turn}`);
          yield* inner();
          log.push("not halted");
        }
      } finally {
        yield* sleep(2);
        log.push("outer closed");
      }
    })());
    yield* sleep(10);
    yield* task.halt();
    return clock.nowMs();
  });
  assertEquals(log, ["turn 0", "inner closed", "outer closed"]);
  assertEquals(endMs, 13);
});

Deno.test("a late wake-up of a halted task is ignored", () => {
  const log: string[] = [];
  simulate(function* () {
    let waiter: Waiter<string> | undefined;
    const task = yield* spawn((function* (): Flow<void> {
      try {
        log.push(yield* park<string>("a word", (parked) => void (waiter = parked)));
      } finally {
        yield* sleep(10);
        log.push("closed");
      }
    })());
    yield* sleep(1);
    const halting = yield* spawn(task.halt());
    yield* sleep(1);
    waiter!.resume("too late");
    waiter!.fail(new RangeError("too late"));
    yield* halting;
    waiter!.resume("much too late");
  });
  assertEquals(log, ["closed"]);
});

Deno.test("an unjoined failing child fails its parent, whose finally blocks run; a joined one fails only who joins", () => {
  let isClosed = false;
  function* failing(): Flow<void> {
    yield* sleep(5);
    throw new TypeError("from the child");
  }
  function* parent(): Flow<void> {
    try {
      yield* spawn(failing());
      yield* sleep(1000);
    } finally {
      isClosed = true;
    }
  }
  assertThrows(() => simulate(parent), TypeError, "from the child");
  assert(isClosed);
  const outcome = simulate(function* () {
    const child = yield* spawn(failing());
    try {
      yield* child;
    } catch (error) {
      rethrowHalt(error);
      return error;
    }
    return undefined;
  });
  assert(outcome instanceof TypeError);
});

Deno.test("two events due together run in the order they were scheduled, also after a cancellation", () => {
  const order: number[] = [];
  simulate(function* () {
    const tasks: Task<void>[] = [];
    for (let index = 0; index < 20; index++) {
      tasks.push(
        yield* spawn((function* (): Flow<void> {
          yield* sleep(10);
          order.push(index);
        })()),
      );
    }
    yield* sleep(1);
    for (const index of [0, 3, 7, 19]) yield* tasks[index]!.halt();
    yield* sleep(20);
  });
  assertEquals(order, [1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
});

Deno.test("a simulation in which a flow waits for ever fails at once and names what it waits for", () => {
  assertThrows(
    () => simulate(() => park<void>("a letter from nobody", () => {})),
    StuckSimulation,
    "waits for a letter from nobody",
  );
});

Deno.test("a real promise is refused by name in simulated time", () => {
  assertThrows(() => simulate(() => outside("redis GET", () => Promise.resolve(1))), OutsideRefused, "redis GET");
});

Deno.test("joining a halted task throws Halted; its children are gone too", () => {
  let ticks = 0;
  assertThrows(() =>
    simulate(function* () {
      const task = yield* spawn((function* (): Flow<void> {
        yield* spawn((function* (): Flow<void> {
          for (;;) {
            yield* sleep(1);
            ticks++;
          }
        })());
        yield* sleep(1000);
      })());
      yield* sleep(5.5);
      yield* task.halt();
      yield* sleep(100);
      yield* task;
    }), Halted);
  assertEquals(ticks, 5);
});

Deno.test("a task may halt its own parent while it runs", () => {
  const order: string[] = [];
  simulate(function* () {
    const box: { parent?: Task<void> } = {};
    box.parent = yield* spawn((function* (): Flow<void> {
      try {
        yield* spawn((function* (): Flow<void> {
          try {
            yield* sleep(1);
            box.parent!.interpreter.halt(box.parent! as Task<unknown>);
            yield* sleep(1);
            order.push("must not get here");
          } finally {
            order.push("child");
          }
        })());
        yield* sleep(1000);
      } finally {
        order.push("parent");
      }
    })());
    yield* sleep(5);
    assertEquals(box.parent.state, "halted");
  });
  assertEquals(order, ["child", "parent"]);
});

Deno.test("a background task outlives who started it, ends with the world, and its failure fails the world", () => {
  let isClosed = false;
  simulate(function* () {
    yield* yield* spawn((function* (): Flow<void> {
      yield* background((function* (): Flow<void> {
        try {
          yield* sleep(1e9);
        } finally {
          isClosed = true;
        }
      })());
    })());
    yield* sleep(10);
    assertEquals(isClosed, false);
  });
  assert(isClosed);
  assertThrows(
    () =>
      simulate(function* () {
        yield* background((function* (): Flow<void> {
          yield* sleep(1);
          throw new RangeError("in the background");
        })());
        yield* sleep(10);
      }),
    RangeError,
    "in the background",
  );
});

Deno.test("one failing operation of all halts the others", () => {
  let isClosed = false;
  assertThrows(() =>
    simulate(() =>
      all<void>([
        (function* (): Flow<void> {
          try {
            yield* sleep(100);
          } finally {
            isClosed = true;
          }
        })(),
        (function* (): Flow<void> {
          yield* sleep(1);
          throw new RangeError("one");
        })(),
      ])
    ), RangeError);
  assert(isClosed);
});

Deno.test("in the live world an abort halts the flow, aborts its promise and runs its finally blocks", async () => {
  const world = new LiveWorld({
    onUnhandled: (error) => {
      throw error;
    },
  });
  const abort = new AbortController();
  const log: string[] = [];
  const run = world.run(function* () {
    try {
      yield* outside("never", (signal) => {
        signal.addEventListener("abort", () => log.push("aborted"));
        return new Promise<void>(() => {});
      });
    } finally {
      log.push("closed");
    }
  }, abort.signal);
  abort.abort(new DOMException("stop", "AbortError"));
  await assertRejects(() => run, DOMException, "stop");
  assertEquals(log, ["aborted", "closed"]);
});
