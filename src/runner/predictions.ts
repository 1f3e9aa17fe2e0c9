import { leastForQuantile } from "../statistics/quantile_interval.ts";
import type { DesignResult, Result } from "./result_schema.ts";

type Prediction = Result["predictions"][number];

/**
 * Tolerances: hit ratios in points (a tier whose eviction Redis samples gets more), the others relative to the live value. They
 * hold up to a utilisation of 0.8; above, a queue multiplies the smallest error.
 */
const TOLERANCE = {
  hitRatio: 0.005,
  sampledHitRatio: 0.01,
  throughput: 0.05,
  mean: 0.1,
  p50: 0.15,
  p95: 0.15,
  p99: 0.2,
};
/** Parts that take less are left out. */
const LEAST_PART_MS = 0.01;
/** Tiers that live in Redis, where a design has one. */
const SAMPLED_TIERS = ["l2", "query-cache"];

/** What a live run went through. */
export interface Circumstances {
  /** Why latencies cannot be judged: "the machine was busy: …"; undefined when they can. */
  readonly whyNoLatency: string | undefined;
  /**
   * Look-ups without which a tier of Redis is not judged: behind a balancer that looks at who is done first, chance decides which
   * instance is asked, and so what is found. @default 0
   */
  readonly leastLookups?: number;
}

const SOUND: Circumstances = { whyNoLatency: undefined };

/**
 * Simulated against live, metric by metric. The error of a ratio is its difference, of anything else the difference as a
 * share of the live value. What the run cannot carry is shown and not judged: `pass` is null and `why` says so.
 */
export function predictionsOf(
  simulated: DesignResult,
  live: DesignResult,
  { whyNoLatency, leastLookups = 0 }: Circumstances = SOUND,
): Prediction[] {
  const rows: Prediction[] = [];
  const hasRedis = live.tiers.some((tier) => tier.name === "l2");
  const sampled = live.tiers.filter(({ name }) => hasRedis && SAMPLED_TIERS.includes(name));
  const fewest = Math.min(...sampled.map(({ requests }) => requests));
  const whyNoRedis = fewest < leastLookups ? `too few look-ups: ${fewest} of at least ${leastLookups}` : undefined;
  for (const tier of live.tiers) {
    const twin = simulated.tiers.find((other) => other.name === tier.name);
    const isSampled = sampled.includes(tier);
    const tolerance = isSampled ? TOLERANCE.sampledHitRatio : TOLERANCE.hitRatio;
    const ratio = ratioRow(`${tier.name} hit ratio`, [twin?.hitRatio ?? 0, tier.hitRatio], tolerance);
    rows.push(withheld(ratio, isSampled ? whyNoRedis : undefined));
  }
  const combined = hasRedis ? TOLERANCE.sampledHitRatio : TOLERANCE.hitRatio;
  rows.push(withheld(ratioRow("combined hit ratio", [simulated.hitRatio, live.hitRatio], combined), whyNoRedis));
  rows.push(relativeRow("requests/s", [simulated.throughputRps, live.throughputRps], TOLERANCE.throughput));
  for (const name of ["mean", "p50", "p95", "p99"] as const) {
    const why = whyNoLatency ?? tooFew(name, live.requests);
    const pair = [simulated.latencyMs[name], live.latencyMs[name]] as const;
    rows.push(withheld(relativeRow(`${name} ms`, pair, TOLERANCE[name]), why));
  }
  return [...rows, ...partRows(simulated, live)];
}

/** Where the time goes, part by part: shown so that a miss can be found, never judged. */
function partRows(simulated: DesignResult, live: DesignResult): Prediction[] {
  const parts: [string, number, number][] = [
    ...live.tiers.map(({ name, latencyMs }): [string, number, number] => {
      const twin = simulated.tiers.find((other) => other.name === name);
      return [`${name} look-up`, twin?.latencyMs.mean ?? 0, latencyMs.mean];
    }),
    ["query", simulated.database.durationMs.mean, live.database.durationMs.mean],
    ["wait for a connection", simulated.database.waitMs.mean, live.database.waitMs.mean],
    ["compression", simulated.compression.latencyMs.mean, live.compression.latencyMs.mean],
  ];
  return parts.filter(([, predicted, measured]) => Math.max(predicted, measured) >= LEAST_PART_MS)
    .map(([name, predicted, measured]) =>
      withheld(relativeRow(`${name}, mean ms`, [predicted, measured], TOLERANCE.mean), "a part of the latencies above")
    );
}

function ratioRow(metric: string, pair: readonly [number, number], tolerance: number): Prediction {
  return row(metric, pair, { error: pair[0] - pair[1], tolerance });
}

function relativeRow(metric: string, pair: readonly [number, number], tolerance: number): Prediction {
  const [predicted, measured] = pair;
  return row(metric, pair, { error: measured === 0 ? 0 : (predicted - measured) / measured, tolerance });
}

function row(
  metric: string,
  [simulated, live]: readonly [number, number],
  { error, tolerance }: { error: number; tolerance: number },
): Prediction {
  return { metric, simulated, live, error, tolerance, pass: Math.abs(error) <= tolerance };
}

function withheld(prediction: Prediction, why: string | undefined): Prediction {
  return why === undefined ? prediction : { ...prediction, pass: null, why };
}

function tooFew(name: "mean" | "p50" | "p95" | "p99", requests: number): string | undefined {
  if (name === "mean") return undefined;
  const least = leastForQuantile(Number(name.slice(1)) / 100);
  return requests >= least ? undefined : `too few requests: ${requests} of at least ${least}`;
}
