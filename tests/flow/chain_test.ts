import { assertEquals, assertThrows } from "@std/assert";
import { chain } from "../../src/flow/chain.ts";
import { immediate, park, sleep, sleepThen, spawn } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";

function* failing(ms: number): Flow<number> {
  yield* sleep(ms);
  throw new RangeError("from within");
}

Deno.test("chain passes the value on, through several events and several links", () => {
  const endMs = simulate((clock) =>
    chain(chain(sleep(5), () => sleepThen(5, () => 7)), (seven) => chain(sleep(seven), () => immediate(clock.nowMs())))
  );
  assertEquals(endMs, 17);
});

Deno.test("an error goes through a chain, or to who handles it; an error of the second part is not the first's", () => {
  assertThrows(() => simulate(() => chain(failing(1), () => immediate(1))), RangeError, "from within");
  assertEquals(simulate(() => chain(failing(1), () => immediate(1), () => immediate(2))), 2);
  assertThrows(() => simulate(() => chain(immediate(1), () => failing(1), () => immediate(2))), RangeError);
  // Thrown into a parked chain from outside.
  const caught = simulate(() =>
    chain(
      park<number>("a word", (waiter) => waiter.fail(new TypeError("woken by an error"))),
      () => immediate("value"),
      (error) => immediate((error as Error).message),
    )
  );
  assertEquals(caught, "woken by an error");
});

Deno.test("a halted chain runs the finally blocks of the part that runs and begins nothing more", () => {
  const log: string[] = [];
  function* part(name: string): Flow<number> {
    try {
      yield* sleep(100);
      return 1;
    } finally {
      yield* sleep(1);
      log.push(`${name} closed`);
    }
  }
  simulate(function* () {
    const first = yield* spawn(chain(part("first"), () => part("must not begin"), () => part("must not begin")));
    const second = yield* spawn(chain(immediate(1), () => part("second")));
    yield* sleep(5);
    yield* first.halt();
    yield* second.halt();
  });
  assertEquals(log, ["first closed", "second closed"]);
});

Deno.test("what sleepThen computes is computed when it ends, and may throw", () => {
  const order: string[] = [];
  simulate(function* (clock) {
    const value = yield* sleepThen(10, () => (order.push(`computed at ${clock.nowMs()}`), 3));
    order.push(`got ${value}`);
  });
  assertEquals(order, ["computed at 10", "got 3"]);
  assertThrows(() => simulate(() => sleepThen(1, () => JSON.parse("{"))), SyntaxError);
  assertThrows(() => sleepThen(-1, () => 0), RangeError, "received -1");
});
