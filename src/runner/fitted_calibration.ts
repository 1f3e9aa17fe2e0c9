import { type Calibration, EARLY_SHARE, type Modelled } from "../adapters/sim/calibration.ts";
import { constant, type Distribution, scaled } from "../adapters/sim/distribution.ts";
import type { HistogramData, LatencyHistogram } from "../base/latency_histogram.ts";
import { type CalibrationRuns, measuredCalibration, type MeasuredCosts, ownWorkMs } from "./measured_calibration.ts";
import type { CountedRecord } from "./pooled_runs.ts";
import { mergedOf } from "./summaries.ts";

/** Simulates the requests of a run that was counted. */
export type SimulateTwin = (calibration: Calibration, run: "fast" | "busy") => CountedRecord;

/**
 * What p95 / p5 of a request's own work may be. The large ones stand for what cannot be counted one by one: the collector's pauses,
 * and turns of the loop in which much comes together. Beyond 40 one bad moment of a busy run is what they would follow.
 */
const WORK_SPREADS = [4, 6, 9, 14, 20, 28, 40] as const;
/** How often the twin is simulated and corrected; the steps shrink by about a half each time. */
const CORRECTIONS = 6;
/** The tail is what the spread decides. Several, because a single pause of the machine can make a 99th percentile. */
const FITTED_QUANTILES = [0.9, 0.95, 0.975, 0.99];
/** What an answer takes, outside the thread, is at least so much of what the thread saw at low load. */
const LEAST_SCALE = 0.05;

/**
 * A calibration whose simulation gives the counted runs back: the median of the fast one by the way to the thread and back, the mean
 * times of queries and of the shared store in the busy one by scaling what was seen at low load, and p90 to p99 of both, as near
 * as they come, by how a request's own work is spread.
 */
export function fittedCalibration(
  base: Calibration,
  costs: MeasuredCosts,
  { runs, simulate }: { readonly runs: CalibrationRuns; readonly simulate: SimulateTwin },
): Calibration {
  const candidates = WORK_SPREADS.map((workSpread) => {
    const calibration = corrected(measuredCalibration(base, costs, { ...runs, workSpread }), costs, { runs, simulate });
    return { calibration, miss: tailMiss(calibration, runs, simulate) };
  });
  return candidates.reduce((best, one) => one.miss < best.miss ? one : best).calibration;
}

/** What is corrected turn by turn. */
interface Correction {
  /** Of the median; below 0 when the simulated one is too late even without a way to the thread. */
  overheadMs: number;
  query: number;
  sharedStore: number;
}

function corrected(
  first: Calibration,
  costs: MeasuredCosts,
  { runs: { fast, busy }, simulate }: { runs: CalibrationRuns; simulate: SimulateTwin },
): Calibration {
  const ownMs = ownWorkMs(costs, fast);
  const live = timesOf({ fast: fast.record, busy: busy.record });
  const by: Correction = { overheadMs: 0.5, query: 1, sharedStore: 1 };
  let calibration = withCorrection(first, by, ownMs);
  for (let turn = 0; turn < CORRECTIONS; turn++) {
    const simulated = timesOf({ fast: simulate(calibration, "fast"), busy: simulate(calibration, "busy") });
    by.overheadMs += live.medianMs - simulated.medianMs;
    by.query = rescaled(by.query, live.queryMs, simulated.queryMs);
    by.sharedStore = rescaled(by.sharedStore, live.sharedStoreMs, simulated.sharedStoreMs);
    calibration = withCorrection(first, by, ownMs);
  }
  return calibration;
}

/** A simulated median that comes too late even so means that a part of the work is done when the reply is out. */
function withCorrection(first: Calibration, by: Correction, ownMs: number): Calibration {
  const { application, thread, query, sharedStore } = first;
  const wayMs = Number(Math.max(0, by.overheadMs).toPrecision(4));
  const lateShare = Math.min(1 - EARLY_SHARE, Math.max(0, -by.overheadMs / ownMs));
  const late = lateShare === 0 ? "" : `; ${Math.round(100 * lateShare)} % of that after the reply`;
  return {
    ...first,
    application: { ...application, value: constant(wayMs) },
    ...(thread && { thread: { ...thread, value: { ...thread.value, lateShare, text: thread.value.text + late } } }),
    query: rescaledModel(query, by.query),
    sharedStore: rescaledModel(sharedStore, by.sharedStore),
  };
}

function rescaledModel(model: Modelled<Distribution>, factor: number): Modelled<Distribution> {
  return factor === 1 ? model : { ...model, value: scaled(model.value, factor) };
}

function rescaled(factor: number, liveMs: number | undefined, simulatedMs: number | undefined): number {
  if (liveMs === undefined || simulatedMs === undefined || simulatedMs === 0) return factor;
  return Math.max(LEAST_SCALE, factor * liveMs / simulatedMs);
}

/** What is outside wakes up faster the more there is to do, so it is held to the run in which its times decide who misses. */
function timesOf({ fast, busy }: { fast: CountedRecord; busy: CountedRecord }) {
  return {
    medianMs: mergedOf([fast.latency]).quantile(0.5),
    queryMs: meanOf(busy.queries.duration),
    sharedStoreMs: meanOf(busy.tiers["l2"]?.latency),
  };
}

function meanOf(data: HistogramData | undefined): number | undefined {
  const merged = mergedOf([data]);
  return merged.count === 0 ? undefined : merged.mean;
}

/** How far the tails of both runs are off: the root of the mean square of the logarithms of their ratios. */
function tailMiss(calibration: Calibration, { fast, busy }: CalibrationRuns, simulate: SimulateTwin): number {
  const pairs: [LatencyHistogram, LatencyHistogram][] = [
    [mergedOf([fast.record.latency]), mergedOf([simulate(calibration, "fast").latency])],
    [mergedOf([busy.record.latency]), mergedOf([simulate(calibration, "busy").latency])],
  ];
  const logs = pairs.flatMap(([live, simulated]) =>
    FITTED_QUANTILES.map((share) => Math.log(atLeast(simulated.quantile(share)) / atLeast(live.quantile(share))))
  );
  return Math.sqrt(logs.reduce((sum, one) => sum + one * one, 0) / logs.length);
}

/** A run without replies has quantiles of 0, and no logarithm. */
function atLeast(ms: number): number {
  return Math.max(ms, 1e-3);
}
