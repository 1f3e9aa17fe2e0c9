import { assertEquals } from "@std/assert";
import { steady } from "../../scenarios/registered.ts";
import { embedded } from "../../src/adapters/sim/calibration.ts";
import { aDevelopment } from "../../src/designs/registered.ts";
import { inOwnTime, simulateInTurns } from "../../src/runner/own_time.ts";
import { scheduleOf } from "../../src/runner/schedules.ts";
import { simulateRun } from "../../src/runner/simulated_run.ts";
import { mergedOf } from "../../src/runner/summaries.ts";
import { inTurns } from "../../src/workload/turns.ts";

const run = {
  config: aDevelopment,
  schedule: scheduleOf(steady, 1, { rateRps: 50, durationMs: 12_000, recording: undefined }),
  seed: 1,
  calibration: embedded,
  windowMs: 1000,
};
const turns = { firstMs: 0, turnMs: 3000, everyMs: 8000 };

Deno.test("own time: a run in turns has as many windows as one without, and no reply is lost between them", () => {
  const shared = simulateRun({ ...run, schedule: inTurns(run.schedule, turns) });
  const own = inOwnTime(shared, turns);
  assertEquals(own.windows.length, 12);
  assertEquals(own.endMs <= 12_000, true);
  const sum = (pick: (window: (typeof own.windows)[number]) => number) => (record: typeof own) =>
    record.windows.reduce((total, window) => total + pick(window), 0);
  for (
    const count of [
      sum(({ replies }) => replies),
      sum(({ queries }) => queries),
      sum(({ bytes }) => bytes),
      sum(({ latency }) => mergedOf([latency]).count),
      sum(({ tiers }) => tiers["l1"]?.hits ?? 0),
    ]
  ) assertEquals(count(own), count(shared));
  assertEquals([own.requests, own.digest], [shared.requests, shared.digest]);
});

Deno.test("own time: windows tell of the same requests as those of a run without turns", () => {
  const whole = simulateRun(run);
  const own = simulateInTurns(run, turns);
  const replies = (record: typeof own) => record.windows.map((window) => window.replies);
  // A reply that comes after its window's end belongs to the next one, in turns only inside a turn.
  replies(own).forEach((count, index) => assertEquals(Math.abs(count - replies(whole)[index]!) <= 3, true));
  assertEquals(simulateInTurns(run, undefined).digest, whole.digest);
});
