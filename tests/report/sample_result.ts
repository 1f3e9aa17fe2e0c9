import { Random } from "../../src/base/random.ts";
import { type DesignResult, type LatencySummary, type Result, RESULT_SCHEMA } from "../../src/runner/result_schema.ts";
import { type Character, characters } from "./sample_designs.ts";

/** What a sample is made of; the defaults are the size that the report must stay small for. */
export interface SampleOptions {
  readonly seed?: number;
  readonly repeats?: number;
  readonly points?: number;
  readonly designs?: number;
}

const BANDS = [
  { name: "warm-up", kind: "phase", fromMs: 0, toMs: 60_000 },
  { name: "steady", kind: "phase", fromMs: 60_000, toMs: 420_000 },
  { name: "flash crowd", kind: "phase", fromMs: 420_000, toMs: 600_000 },
  { name: "Redis unreachable", kind: "fault", fromMs: 240_000, toMs: 320_000 },
] as const;
const HORIZON_MS = 600_000;
const REQUESTS = 210_000;

/** A made-up but believable result: four designs of architecture A, a fault and a flash crowd. */
export function sampleResult(options: SampleOptions = {}): Result {
  const { seed = 7, repeats = 5, points = 60, designs = 4 } = options;
  const random = new Random(seed);
  return {
    schema: RESULT_SCHEMA,
    date: "2025-11-22T09:30:00.000Z",
    seed,
    scenario: "web-shop",
    world: "simulated",
    workload: {
      description: "web07 mapped onto product pages, 2 mutations a second, one Redis outage and a flash crowd",
      requests: REQUESTS,
      durationMs: HORIZON_MS,
      rateRps: REQUESTS / (HORIZON_MS / 1000),
      bands: [...BANDS],
      attribution: "Trace web07: libCacheSim example traces, CC BY 4.0, compressed form.",
    },
    warnings: ["web07.csv: 3 malformed lines skipped (lines 120, 4411, 9020)"],
    designs: characters.slice(0, designs).map((it) => sampleDesign(it, random.fork(it.name), { repeats, points })),
    predictions: [],
    models: [
      {
        name: "Redis GET, same zone",
        value: "0.9 ms",
        source: "architecture A, Redis Cluster: < 5 ms",
        kind: "documented",
      },
      { name: "SQL point query", value: "11.4 ms", source: "PostgreSQL 16, 4 vCPU, 2025-11-20", kind: "measured" },
      { name: "Brotli 4", value: "38 MB/s", source: "bench/compression, this machine", kind: "measured" },
      { name: "Client round trip", value: "24 ms", source: "no source: a round number", kind: "assumed" },
    ],
    interrupted: false,
    elapsedMs: 11_420,
    command: `tierlab compare --scenario web-shop --seed ${seed} --repeats ${repeats}`,
    versions: { tierlab: "0.1.0", deno: "2.9.6", v8: "14.2.231.9", typescript: "5.9.2" },
    machine: { os: "linux", arch: "x86_64", cpus: 2, memoryBytes: 25_000_000_000 },
    digest: "8c1f03ab55de9021",
  };
}

function sampleDesign(it: Character, random: Random, size: { repeats: number; points: number }): DesignResult {
  const seeds = Array.from({ length: size.repeats }, (_, index) => index + 1);
  const wobble = () => 1 + random.normal() * 0.035;
  const hitRatio = it.tiers.reduce((sum, tier) => sum + tier.shareOfAll, 0);
  const latencyMs = summary(it.p50, it.p95, REQUESTS);
  const range = (value: number, width: number): [number, number] => [value * (1 - width), value * (1 + width)];
  return {
    name: it.name,
    description: it.description,
    parts: it.parts.map(([name, detail]) => ({ name, detail })),
    requests: REQUESTS,
    errors: it.errors,
    errorRatio: it.errors / REQUESTS,
    latencyMs,
    spectrum: spectrum(it.p50, it.p95),
    tiers: it.tiers.map((tier) => ({
      name: tier.name,
      requests: Math.round(REQUESTS * tier.shareOfAll / tier.hitRatio),
      hits: Math.round(REQUESTS * tier.shareOfAll),
      hitRatio: tier.hitRatio,
      shareOfAll: tier.shareOfAll,
      latencyMs: summary(tier.ms, tier.ms * 2.2, REQUESTS / 2),
    })),
    hitRatio,
    budgets: it.budgets.map(([id, metric, unit, relation, limit, value, width]) => ({
      id,
      metric,
      unit,
      relation,
      limit,
      value,
      pass: value === null ? null : relation === "<=" ? value <= limit : value >= limit,
      spread: value === null ? null : range(value, width),
      reason: "Architecture A, Performance Budgets & Alerts",
    })),
    throughputRps: REQUESTS / 600,
    bytesOut: it.bytesPerReply * REQUESTS,
    servedBy: Object.fromEntries([
      ...it.tiers.map((tier) => [tier.name, Math.round(REQUESTS * tier.shareOfAll)] as const),
      ["database", Math.round(REQUESTS * (1 - hitRatio) * 0.9)],
      ["conditional", Math.round(REQUESTS * (1 - hitRatio) * 0.1)],
    ]),
    latencyByRoute: {
      "GET /products/:id": summary(it.p50 * 0.9, it.p95 * 0.9, REQUESTS * 0.7),
      "GET /search": summary(it.p50 * 1.8, it.p95 * 1.4, REQUESTS * 0.25),
      "POST /products/:id": summary(it.p50 * 3 + 12, it.p95 * 1.2, REQUESTS * 0.05),
      "GET /health": summary(0.4, 0.9, 60),
    },
    database: {
      queries: Math.round(REQUESTS * (1 - hitRatio)),
      writes: 1200,
      slowQueries: Math.round((1 - hitRatio) * 420),
      queriesPerSecond: (REQUESTS * (1 - hitRatio)) / 600,
      durationMs: summary(11.4, 38, REQUESTS * (1 - hitRatio)),
      waitMs: summary(0.2, it.p95 / 4, REQUESTS * (1 - hitRatio)),
      longestQueue: Math.round(it.p95 / 3),
    },
    compression: {
      replies: it.compresses ? REQUESTS : 0,
      inputBytes: it.compresses ? REQUESTS * 9_400 : 0,
      outputBytes: it.compresses ? REQUESTS * 2_450 : 0,
      latencyMs: summary(it.compresses ? 0.31 : 0, it.compresses ? 0.8 : 0, it.compresses ? REQUESTS : 0),
    },
    vitals: { LCP: summary(it.p50 * 8 + 600, it.p95 * 5 + 900, 8000), TTFB: summary(it.p50, it.p95, 8000) },
    degraded: it.tiers.some((tier) => tier.name === "l2") ? { "l2 Redis": 4_812 } : {},
    alerts: it.alerts.map(([budget, state, atMs, value]) => ({ budget, state, atMs, value, seed: 1 })),
    invalidations: 1_190,
    evictions: it.tiers.length * 14_020,
    heat: sampleHeat(it, size.points),
    resources: {
      instances: it.tiers.length > 2 ? 3 : 1,
      instanceMemoryBytes: 5e8,
      databaseServers: 1,
      sharedStoreNodes: it.tiers.some((tier) => tier.name === "l2") ? 1 : 0,
      proxies: 0,
      hasCdn: it.tiers.some((tier) => tier.name === "cdn"),
    },
    series: { windowMs: HORIZON_MS / size.points, points: samplePoints(it, random, { count: size.points, hitRatio }) },
    repeats: seeds.map((seed) => {
      const by = wobble();
      return {
        seed,
        requests: REQUESTS,
        errors: Math.round(it.errors * (1 + random.normal() * 0.1)),
        latencyMs: summary(it.p50 * by, it.p95 * wobble() * by, REQUESTS),
        hitRatio: Math.min(1, hitRatio * (1 + random.normal() * 0.01)),
        tiers: it.tiers.map(({ name, hitRatio, shareOfAll }) => ({ name, hitRatio, shareOfAll })),
        throughputRps: 350 + random.normal(),
        digest: "0123456789abcdef",
      };
    }),
  };
}

function samplePoints(
  it: Character,
  random: Random,
  size: { count: number; hitRatio: number },
): DesignResult["series"]["points"] {
  return Array.from({ length: size.count }, (_, index) => {
    const atMs = (index * HORIZON_MS) / size.count;
    const isFault = atMs >= 240_000 && atMs < 320_000 && it.tiers.some((tier) => tier.name === "l2");
    const isCrowd = atMs >= 420_000;
    const warm = 1 - Math.exp(-(atMs + 4_000) / 35_000);
    const noise = 1 + random.normal() * 0.06;
    const rate = (isCrowd ? 560 : 260) * (1 + random.normal() * 0.02);
    const hit = size.hitRatio * warm * (isFault ? 0.62 : 1) * (1 + random.normal() * 0.008);
    const slow = noise * (isFault ? 2.6 : 1) * (isCrowd ? 1 + it.crowdSlows : 1) * (1 + (1 - warm) * 0.9);
    return {
      atMs,
      throughputRps: rate,
      p50: it.p50 * slow,
      p95: it.p95 * slow,
      p99: it.p95 * slow * 1.7,
      hitRatio: it.tiers.length === 0 ? null : Math.min(1, hit),
      tierHitRatios: Object.fromEntries(it.tiers.map((tier) => [
        tier.name,
        isFault && tier.name === "l2" ? null : Math.min(1, tier.hitRatio * warm * (1 + random.normal() * 0.015)),
      ])),
      originRps: rate * (1 - hit),
      bytesPerSecond: rate * it.bytesPerReply,
      errors: isFault || (isCrowd && it.crowdSlows > 1) ? Math.round(Math.abs(random.normal()) * it.errors / 20) : 0,
    };
  });
}

/** Two bands of latencies: hits and the others. */
function sampleHeat(it: Character, columns: number): NonNullable<DesignResult["heat"]> {
  const edgesMs = Array.from({ length: 13 }, (_, row) => it.p50 / 4 * 2 ** row);
  const counts = Array.from(
    { length: columns },
    (_, column) =>
      edgesMs.slice(1).map((_, row) => row === 2 ? 700 : row === 6 ? 200 + column : row === 11 && column === 3 ? 4 : 0),
  );
  return { windowMs: HORIZON_MS / columns, edgesMs, counts };
}

/** Percentiles of a log-normal distribution with the given median and 95th percentile. */
export function summary(p50: number, p95: number, count: number): LatencySummary {
  const spread = p50 > 0 ? Math.log(p95 / p50) / 1.645 : 0;
  const at = (normal: number) => p50 * Math.exp(normal * spread);
  return {
    count: Math.round(count),
    mean: at(spread / 2),
    p50,
    p90: at(1.2816),
    p95,
    p99: at(2.3263),
    p999: at(3.0902),
    max: at(4.2),
  };
}

function spectrum(p50: number, p95: number): [number, number][] {
  const spread = Math.log(p95 / p50) / 1.645;
  return Array.from({ length: 61 }, (_, index) => {
    const share = 1 - 10 ** (-index / 20);
    const odds = Math.max(-2.5, Math.log(Math.max(share, 0.02) / (1 - share)) / 1.702 * 0.92);
    return [share, p50 * Math.exp(odds * spread)] as [number, number];
  });
}
