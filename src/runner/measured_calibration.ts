import { linearRegression } from "simple-statistics";
import type { Calibration, CodecModel, Modelled } from "../adapters/sim/calibration.ts";
import { constant, empirical, logNormal } from "../adapters/sim/distribution.ts";
import type { LatencyHistogram } from "../base/latency_histogram.ts";
import { SHOP_FILES } from "../market/files.ts";
import { TEMPLATE_BYTES } from "../market/page.ts";
import { leastForQuantile } from "../statistics/quantile_interval.ts";
import type { CountedRecord, CountedRun } from "./pooled_runs.ts";
import { mergedOf } from "./summaries.ts";

/** What a machine needs for content, ms of processor time for each KB. */
export interface MeasuredCosts {
  readonly renderMsPerKb: number;
  readonly hashMsPerKb: number;
  /** By coding and level: "br 4", "br 6", "gzip 6". */
  readonly codecs: Readonly<Record<string, CodecModel>>;
}

/** Runs of one scenario at several loads. */
export interface CalibrationRuns {
  readonly slow: CountedRun;
  readonly fast: CountedRun;
  /** Near half of what the thread can do. */
  readonly busy: CountedRun;
}

/** How soon an idle thread's caches may be cold: one number of these is read from the runs. */
const COLD_AFTER_MS = [10, 15, 20, 30, 40, 60, 80];
/**
 * How much of what idling adds is spread like a request's work (assumed, 2026-11): in four recorded sets of runs of a-development
 * p99 of web-shop at 100 requests a second was predicted 12 to 23 % short with 0, 3 to 17 % long with 0.35, 27 to 124 % long with 0.7.
 */
const SPREAD_SHARE = 0.35;
/** What data adds to a template, KB: a product's texts, the categories. */
const DATA_KB = 3;

/**
 * A calibration from what was counted at several loads: it says what each part takes by itself, and the simulation's queues say
 * what that becomes at other loads. The rates tell a request's own work from what it costs to wake an idle thread. What cannot be
 * counted (`application`, the way to the thread and back; what of a query is the wait to be taken up) is a first guess, which
 * `fittedCalibration` corrects.
 *
 * @param workSpread p95 / p5 of a request's own work.
 */
export function measuredCalibration(
  base: Calibration,
  costs: MeasuredCosts,
  runs: CalibrationRuns & { readonly workSpread: number },
): Calibration {
  const source = `measured here: ${requestsOf(runs)} requests at three loads, and the time of content in a loop`;
  const measured = <Value>(value: Value): Modelled<Value> => ({ value, source, kind: "measured" });
  const { warmMs, coldMs, afterMs } = ownWork(costs, runs);
  const queries = outsideTimes(runs, (run) => run.queries.duration);
  const shared = outsideTimes(runs, (run) => run.tiers["l2"]?.latency);
  const { renderMsPerKb, hashMsPerKb, codecs } = costs;
  const requestMs = logNormal(...spread(warmMs, runs.workSpread));
  return {
    ...base,
    description: `${base.description}; calibrated on this machine`,
    application: measured(constant(0.5)),
    thread: measured({
      requestMs,
      cold: {
        mostMs: (1 - SPREAD_SHARE) * coldMs,
        mostTimes: SPREAD_SHARE * coldMs / warmMs,
        afterMs,
      },
      lateShare: 0,
      renderMsPerKb,
      hashMsPerKb,
      text: `one thread; a request ${requestMs.text}, and up to ${shown(coldMs)} ms after ${shown(afterMs)} ms idle; ` +
        `${shown(renderMsPerKb)} ms/KB rendered, ${shown(hashMsPerKb)} ms/KB hashed`,
    }),
    ...(queries.count > 0 && { query: measured(empirical(queries)) }),
    ...(shared.count > 0 && { sharedStore: measured(empirical(shared)) }),
    ...(codecs["br 4"] && { brotli4: measured(codecs["br 4"]) }),
    ...(codecs["br 6"] && { brotli6: measured(codecs["br 6"]) }),
    ...(codecs["gzip 6"] && { gzip6: measured(codecs["gzip 6"]) }),
  };
}

/**
 * Times of what happens outside the thread, as the thread saw them: until it took the answer up, its own work in between included.
 * The simulated thread takes answers up itself, so their shape is read where it hardly ever has anything else to do.
 */
function outsideTimes(
  { slow, fast }: CalibrationRuns,
  pick: (record: CountedRecord) => CountedRecord["latency"] | undefined,
): LatencyHistogram {
  const times = mergedOf([pick(slow.record)]);
  return times.count >= leastForQuantile(0.95) ? times : mergedOf([pick(slow.record), pick(fast.record)]);
}

/**
 * A request's work beside its content, on a warm thread, and what idling adds. With Poisson arrivals at rate r a share 1 - u of the
 * requests finds the thread idle, and a gap g costs 1 - exp(-g / after) of the most: in the mean (1 - u) / (1 + r after). The mean
 * work of a run is linear in that share; the line through the runs (least squares) has the warm work at share 0. How soon a thread
 * is cold is read from the runs too: the time with which they are nearest to a line.
 */
function ownWork(costs: MeasuredCosts, { slow, fast, busy }: CalibrationRuns): Cold & { warmMs: number } {
  const works = [slow, fast, busy].map((run) => ({ run, workMs: ownWorkMs(costs, run) }));
  const lines = COLD_AFTER_MS.map((afterMs) => {
    const points = works.map(({ run, workMs }): [number, number] => [coldShare(run, afterMs), workMs]);
    const { m, b } = linearRegression(points);
    const miss = points.reduce((sum, [share, workMs]) => sum + (b + m * share - workMs) ** 2, 0);
    return { afterMs, m, b, miss, least: points.reduce((one, other) => other[0] < one[0] ? other : one) };
  });
  const { afterMs, m, b, least: [leastShare, workMs] } = lines.reduce((best, one) => one.miss < best.miss ? one : best);
  // Idling costs something or nothing; then the run that idled least tells best.
  if (!(m > 0)) return { warmMs: Math.max(0.05, workMs), coldMs: 0, afterMs };
  const warmMs = Math.max(0.05, b);
  return { warmMs, coldMs: Math.min(m, leastShare === 0 ? m : Math.max(workMs, warmMs) / leastShare), afterMs };
}

interface Cold {
  readonly coldMs: number;
  readonly afterMs: number;
}

function coldShare({ record, threadMs }: CountedRun, afterMs: number): number {
  const ratePerMs = record.requests / Math.max(1, record.endMs);
  const utilisation = Math.min(1, (threadMs ?? 0) / Math.max(1, record.endMs));
  return (1 - utilisation) / (1 + ratePerMs * afterMs);
}

/** A request's work beside its content, ms: how long the thread worked less what rendering, hashing and codecs cost. */
export function ownWorkMs(costs: MeasuredCosts, { record, threadMs }: CountedRun): number {
  if (threadMs === undefined) return fastRoutes(record).quantile(0.5) / 2;
  const counts = Object.fromEntries(Object.entries(record.byRoute).map(([route, latency]) => [route, latency.count]));
  const renderedKb = (counts["/products/:id"] ?? 0) * (TEMPLATE_BYTES["product-page"] / 1000 + DATA_KB) +
    (counts["/categories/:id"] ?? 0) * (TEMPLATE_BYTES["category-page"] / 1000 + DATA_KB) +
    (counts["/api/products/:id"] ?? 0) * DATA_KB;
  const filesKb = ((counts["/static/*"] ?? 0) + (counts["/images/*"] ?? 0)) * meanFileKb();
  const contentMs = costs.renderMsPerKb * renderedKb + costs.hashMsPerKb * (renderedKb + filesKb) +
    (costs.codecs["br 4"]?.msPerKb ?? 0) * record.compression.inputBytes / 1000;
  return Math.max(0.05, (threadMs - contentMs) / Math.max(1, record.requests));
}

/** Nothing is asked of the database there, and images are not compressed. */
function fastRoutes(record: CountedRecord): LatencyHistogram {
  return mergedOf([record.byRoute["/images/*"] ?? record.byRoute["/static/*"]]);
}

function meanFileKb(): number {
  return SHOP_FILES.reduce((sum, file) => sum + file.sizeBytes, 0) / SHOP_FILES.length / 1000;
}

/** The 5th and 95th percentile of a log-normal with this mean. */
function spread(meanMs: number, workSpread: number): [number, number] {
  const sigma = Math.log(workSpread) / (2 * 1.645);
  const median = meanMs / Math.exp(sigma * sigma / 2);
  return [median / Math.sqrt(workSpread), median * Math.sqrt(workSpread)].map((ms) => Number(ms.toPrecision(4))) as [
    number,
    number,
  ];
}

function requestsOf({ slow, fast, busy }: CalibrationRuns): number {
  return slow.record.requests + fast.record.requests + busy.record.requests;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(2)));
}
