import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { coldStart, steady } from "../../scenarios/registered.ts";
import { LatencyHistogram } from "../../src/base/latency_histogram.ts";
import { Random } from "../../src/base/random.ts";
import { type Calibration, embedded } from "../../src/adapters/sim/calibration.ts";
import { aDevelopment } from "../../src/designs/registered.ts";
import { designResult } from "../../src/runner/design_result.ts";
import { fittedCalibration } from "../../src/runner/fitted_calibration.ts";
import { measuredCalibration } from "../../src/runner/measured_calibration.ts";
import { pooledRuns } from "../../src/runner/pooled_runs.ts";
import { predictionsOf } from "../../src/runner/predictions.ts";
import type { RunRecord } from "../../src/runner/recorder.ts";
import { windowMsOf } from "../../src/runner/schedules.ts";
import { simulateRun } from "../../src/runner/simulated_run.ts";
import type { Scenario } from "../../src/workload/scenario.ts";
import { shortSchedule } from "../support/runs.ts";
import { constant, logNormal, logNormalOfMean } from "../../src/adapters/sim/distribution.ts";

const run = (calibration: Calibration, scenario: Scenario, rateRps: number, durationMs = 20_000): RunRecord => {
  const schedule = shortSchedule(scenario, { rateRps, durationMs });
  return simulateRun({ config: aDevelopment, schedule, seed: 1, calibration, windowMs: windowMsOf(durationMs) });
};
const resultOf = (record: RunRecord) => designResult("a-development", aDevelopment, [{ seed: 1, record }]);

/** What a machine is made of, played by the simulation itself: 1 ms of own work a request, 0.02 ms/KB of Brotli. */
const TRUTH: Calibration = {
  ...embedded,
  application: { value: constant(0.8), source: "test", kind: "assumed" },
  query: { value: constant(0.1), source: "test", kind: "assumed" },
  brotli4: { value: { ratio: 0.25, msPerKb: 0.02 }, source: "test", kind: "assumed" },
  thread: {
    value: {
      requestMs: logNormal(0.5, 1.5),
      cold: { mostMs: 0, mostTimes: 0, afterMs: 20 },
      lateShare: 0,
      renderMsPerKb: 0.001,
      hashMsPerKb: 0.001,
      text: "test",
    },
    source: "test",
    kind: "assumed",
  },
};
const COSTS = { renderMsPerKb: 0.001, hashMsPerKb: 0.001, codecs: { "br 4": { ratio: 0.25, msPerKb: 0.02 } } };

Deno.test("thread: one thread's queue makes latencies grow with the load; without it they stay", () => {
  const meanAt = (calibration: Calibration, rateRps: number) =>
    resultOf(run(calibration, steady, rateRps)).latencyMs.mean;
  const { thread: _, ...unqueued } = TRUTH;
  assert(meanAt(TRUTH, 300) > 1.5 * meanAt(TRUTH, 20));
  assertAlmostEquals(meanAt(unqueued, 300) / meanAt(unqueued, 20), 1, 0.05);
  // Hits and misses do not depend on how fast the thread is.
  assertEquals(
    resultOf(run(TRUTH, steady, 20)).tiers.map((tier) => tier.hits),
    resultOf(run(unqueued, steady, 20)).tiers.map((tier) => tier.hits),
  );
});

Deno.test("thread: under overload a miss waits again to take its answer up, so more requests miss meanwhile", () => {
  const hitsAt = (calibration: Calibration, rateRps: number) =>
    resultOf(run(calibration, steady, rateRps, 8000)).tiers.find(({ name }) => name === "l1")!.hitRatio;
  const { thread: _, ...unqueued } = TRUTH;
  const [free, overloaded] = [hitsAt(unqueued, 900), hitsAt(TRUTH, 900)];
  assert(overloaded < free - 0.05, `received ${overloaded}, without a thread ${free}`);
  assertAlmostEquals(hitsAt(TRUTH, 20), hitsAt(unqueued, 20), 0.005);
});

const RATES = { slow: 20, fast: 60, busy: 150 };

/** A run of the truth with what the system would have counted: own work of so many ms in the mean, and the content's. */
function counted(truth: Calibration, rateRps: number, ownMs: number): { record: RunRecord; threadMs: number } {
  const record = run(truth, coldStart, rateRps);
  const kb = record.compression.inputBytes / 1000;
  return { record, threadMs: record.requests * ownMs + kb * 0.02 + kb * 0.0021 };
}

function fittedTo(truth: Calibration): Calibration {
  const of = (load: keyof typeof RATES) => counted(truth, RATES[load], 0.95);
  return fittedCalibration(embedded, COSTS, {
    runs: { slow: of("slow"), fast: of("fast"), busy: of("busy") },
    simulate: (calibration, load) => run(calibration, coldStart, RATES[load]),
  });
}

function assertPredicts(calibration: Calibration, truth: Calibration, rateRps: number) {
  const rows = predictionsOf(resultOf(run(calibration, steady, rateRps)), resultOf(run(truth, steady, rateRps)));
  const judged = rows.filter(({ pass }) => pass !== null);
  assert(judged.length >= 8);
  for (const { metric, error } of judged) assert(Math.abs(error) < 0.1, `${metric}: off by ${error}`);
}

Deno.test("calibration: a busy run fixes what a request costs a warm thread, where the low loads are led astray by noise", () => {
  // A tenth too much counted at 20/s and too little at 60/s would by themselves look like a high cost of idling and little work.
  const slow = counted(TRUTH, 20, 1.05);
  const fast = counted(TRUTH, 60, 0.85);
  const busy = counted(TRUTH, 300, 0.95);
  const calibration = measuredCalibration(embedded, COSTS, { slow, fast, busy, workSpread: 3 });
  const random = new Random(1);
  const draws = Array.from({ length: 20_000 }, () => calibration.thread!.value.requestMs.draw(random));
  assertAlmostEquals(draws.reduce((sum, one) => sum + one, 0) / draws.length, 0.95, 0.1);
});

Deno.test("calibration: from low loads on one scenario to three times the load on another: mean, p95 and p99 within 10 %", () => {
  assertPredicts(fittedTo(TRUTH), TRUTH, 180);
});

Deno.test("calibration: a thread that does half its work when the reply is out is found out", () => {
  const thread = TRUTH.thread!;
  const late: Calibration = {
    ...TRUTH,
    application: { ...TRUTH.application, value: constant(0) },
    thread: { ...thread, value: { ...thread.value, lateShare: 0.5 } },
  };
  const fitted = fittedTo(late);
  assertAlmostEquals(fitted.thread!.value.lateShare, 0.5, 0.15);
  assertEquals(fitted.application.value.text, "0 ms");
  assertPredicts(fitted, late, 180);
});

Deno.test("calibration: a long tail of a request's work is found out", () => {
  const thread = TRUTH.thread!;
  // The same mean: 0.95 ms.
  const requestMs = logNormalOfMean(0.95, 1);
  const tailed = { ...TRUTH, thread: { ...thread, value: { ...thread.value, requestMs } } };
  assertPredicts(fittedTo(tailed), tailed, 180);
});

Deno.test("calibration: how soon an idle thread is cold, and what that costs, are read from three loads", () => {
  for (const [afterMs, coldMs] of [[10, 2], [40, 6]] as const) {
    const of = (rateRps: number) => {
      let run = counted(TRUTH, rateRps, 1);
      // What idling costs depends on how long the thread idles, and that on what it costs.
      for (let turn = 0; turn < 30; turn++) {
        const { record, threadMs } = run;
        const idle = (1 - threadMs / record.endMs) / (1 + afterMs * record.requests / record.endMs);
        run = { record, threadMs: counted(TRUTH, rateRps, 1 + coldMs * idle).threadMs };
      }
      return run;
    };
    const runs = { slow: of(20), fast: of(60), busy: of(150), workSpread: 4 };
    const { cold } = measuredCalibration(embedded, COSTS, runs).thread!.value;
    assertEquals(cold.afterMs, afterMs);
    assertAlmostEquals(cold.mostMs + cold.mostTimes, coldMs, 0.1 * coldMs);
  }
});

Deno.test("calibration: what a query takes outside the thread is found, though the thread saw it with its own waits in it", () => {
  const query = logNormalOfMean(1, 0.5);
  const truth: Calibration = { ...TRUTH, query: { value: query, source: "test", kind: "assumed" } };
  const fitted = fittedTo(truth).query.value;
  const random = new Random(2);
  const draws = Array.from({ length: 20_000 }, () => fitted.draw(random));
  assertAlmostEquals(draws.reduce((sum, one) => sum + one, 0) / draws.length, 1, 0.05);
});

Deno.test("calibration: runs of the same requests count as one", () => {
  const [one, other] = [counted(TRUTH, 60, 0.9), counted(TRUTH, 60, 1.1)];
  const { record, threadMs } = pooledRuns([one, other]);
  assertEquals(record.requests, 2 * one.record.requests);
  assertEquals(threadMs, one.threadMs + other.threadMs);
  assertEquals(LatencyHistogram.fromData(record.latency).count, 2 * one.record.requests);
  assertEquals(LatencyHistogram.fromData(record.tiers["l1"]!.latency).count, 2 * one.record.tiers["l1"]!.requests);
  assertEquals(LatencyHistogram.fromData(record.queries.duration).count, 2 * one.record.queries.count);
  assertEquals(record.compression.inputBytes, 2 * one.record.compression.inputBytes);
  assertEquals(pooledRuns([one, { ...other, threadMs: undefined }]).threadMs, undefined);
});

Deno.test("predictions: what the run cannot carry is not judged and says why; hit ratios are judged all the same", () => {
  const result = resultOf(run(embedded, steady, 50, 5000));
  const rows = predictionsOf(result, result, { whyNoLatency: "the machine was busy" });
  const latencies = rows.filter(({ metric }) => /^\w+ ms$/.test(metric));
  assertEquals(latencies.map(({ metric, pass, why }) => [metric, pass, why]), [
    ["mean ms", null, "the machine was busy"],
    ["p50 ms", null, "the machine was busy"],
    ["p95 ms", null, "the machine was busy"],
    ["p99 ms", null, "the machine was busy"],
  ]);
  assert(rows.filter(({ metric }) => metric.includes("ratio")).every(({ pass }) => pass === true));
  const few = predictionsOf({ ...result, requests: 100 }, { ...result, requests: 100 });
  assertEquals(few.find(({ metric }) => metric === "p99 ms")?.why, "too few requests: 100 of at least 368");
  assertEquals(few.find(({ metric }) => metric === "p95 ms")?.pass, true);
});

Deno.test("predictions: where the time goes is shown part by part and never judged, however far off", () => {
  const of = (queryMs: number) =>
    resultOf(run({ ...TRUTH, query: { value: constant(queryMs), source: "test", kind: "assumed" } }, steady, 50, 5000));
  const parts = predictionsOf(of(1), of(5)).filter(({ metric }) => metric.includes(","));
  const query = parts.find(({ metric }) => metric === "query, mean ms")!;
  assert(query.simulated >= 1 && query.live >= 5 && query.error < -0.5, JSON.stringify(query));
  assert(parts.some(({ metric }) => metric === "compression, mean ms"));
  assert(parts.every(({ pass, why }) => pass === null && why === "a part of the latencies above"));
});

Deno.test("predictions: tiers of Redis with too few look-ups are shown and not judged, all others are", () => {
  const result = resultOf(run(embedded, steady, 20, 5000));
  const tier = result.tiers[0]!;
  const of = (hitRatio: number) => ({
    ...result,
    hitRatio,
    tiers: ["cdn", "l2", "query-cache"].map((name) => ({ ...tier, name, requests: 1000, hitRatio })),
  });
  const judged = (leastLookups: number) =>
    predictionsOf(of(0.5), of(0.4), { whyNoLatency: undefined, leastLookups }).slice(0, 4).map(({ pass }) => pass);
  assertEquals(judged(1000), [false, false, false, false]);
  assertEquals(judged(1001), [false, null, null, null]);
  const [, l2] = predictionsOf(of(0.5), of(0.4), { whyNoLatency: undefined, leastLookups: 1001 });
  assertEquals(l2!.why, "too few look-ups: 1000 of at least 1001");
});
