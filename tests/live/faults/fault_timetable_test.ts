import { assertEquals } from "@std/assert";
import { runFaults } from "../../../src/adapters/live/faults/fault_timetable.ts";
import type { FaultInjector } from "../../../src/adapters/live/faults/live_fault.ts";

/** Writes down what is done to it, and tells when so much was. */
function written(count: number): { injector: FaultInjector; done: string[]; whenDone: Promise<void> } {
  const done: string[] = [];
  const all = Promise.withResolvers<void>();
  const write = (what: string) => {
    if (done.push(what) === count) all.resolve();
  };
  return {
    injector: { inject: ({ kind }) => write(kind), heal: () => write("heal") },
    done,
    whenDone: all.promise,
  };
}

Deno.test("timetable: faults happen in their order, and one that takes another's place outlives its end", async () => {
  const { injector, done, whenDone } = written(3);
  const end = runFaults({
    faults: [
      { part: "redis", fault: { kind: "pause" }, atMs: 0, untilMs: 60 },
      { part: "redis", fault: { kind: "kill" }, atMs: 30, untilMs: 90 },
    ],
    injectors: new Map([["redis", injector]]),
    startMs: performance.now(),
    onError: (error) => done.push(String(error)),
  });
  await whenDone;
  await end();
  assertEquals(done, ["pause", "kill", "heal"]);
});

Deno.test("timetable: its end heals what is hurt, and nothing more happens; an error is told", async () => {
  const hurt = written(1);
  const errors: unknown[] = [];
  const broken = { inject: () => Promise.reject(new RangeError("broken")), heal: () => {} };
  const end = runFaults({
    faults: [
      { part: "redis", fault: { kind: "pause" }, atMs: 0, untilMs: 1e6 },
      { part: "redis", fault: { kind: "kill" }, atMs: 1e6, untilMs: 2e6 },
      { part: "database", fault: { kind: "kill" }, atMs: 0, untilMs: 1e6 },
    ],
    injectors: new Map<string, FaultInjector>([["redis", hurt.injector], ["database", broken]]),
    startMs: performance.now(),
    onError: (error) => errors.push(error),
  });
  await hurt.whenDone;
  while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await end();
  assertEquals(hurt.done, ["pause", "heal"]);
  assertEquals(String(errors[0]), "RangeError: broken");
});
