import { type HistogramData, LatencyHistogram } from "../../src/base/latency_histogram.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import type { Walk } from "../../src/figures/data_flow_walk.ts";
import type { Evidence } from "../../src/figures/evidence.ts";

const LATE_MS = 1e6;

/** The same evidence with everything wrong that a check could look at: settings, limits, rules, times, ratios, sizes. */
export function spoiledEvidence(sound: Evidence): Evidence {
  const live = sound.live!;
  return {
    ...sound,
    designs: new Map([...sound.designs].map(([name, config]) => [name, mistaken(config)])),
    budgets: sound.budgets.map((budget) => ({ ...budget, limit: budget.limit * 2 })),
    smartTtl: (facts, options) => ({ ...sound.smartTtl(facts, options), ttlMs: 1 }),
    regions: ["everywhere"],
    images: {
      sizes: { thumbnail: 1, small: 1, medium: 1, large: 1 },
      uploadBytes: { upload: 1, webp: 1e9, avif: 1e9 },
    },
    runs: (run) => sound.runs(run).map((result) => worse(result, "")),
    walk: (name) => spoiledWalk(sound.walk(name)),
    live: {
      l1HitMs: late(live.l1HitMs),
      queryHitMs: late(live.queryHitMs),
      walk: spoiledWalk(live.walk)!,
      codecs: live.codecs.map((trial) => ({ ...trial, outputBytes: trial.inputBytes, ms: LATE_MS })),
    },
  };
}

/** Every number of a design ten times and one more; the stage stays, by which designs are chosen. */
function mistaken(config: DesignConfig): DesignConfig {
  const { stage } = config;
  return { ...changed(config, (number) => number * 10 + 1), stage };
}

function changed<T>(value: T, change: (number: number) => number): T {
  if (typeof value === "number") return change(value) as T;
  if (Array.isArray(value)) return value.map((one) => changed(one, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, changed(one, change)])) as T;
}

/** Times are late, ratios nearly nothing, counts as they were. */
function worse<T>(value: T, name: string): T {
  if (typeof value === "number") {
    if (/ratio|share/i.test(name)) return 0.001 as T;
    const isTime = /^(mean|p\d+|max|value|meanMs)$/.test(name);
    return (isTime ? value + LATE_MS : value) as T;
  }
  if (Array.isArray(value)) return value.map((one) => worse(one, name)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, worse(one, key)])) as T;
}

function spoiledWalk(walk: Walk | undefined): Walk | undefined {
  if (walk === undefined) return undefined;
  return {
    flows: Object.fromEntries(Object.entries(walk.flows).map(([name, data]) => [name, late(data)])),
    pageBytes: late(walk.pageBytes),
    queryMs: late(walk.queryMs),
    compression: { ...walk.compression, ms: late(walk.compression.ms) },
    cacheControl: { static: "max-age=1", image: "max-age=1" },
  };
}

function late(data: HistogramData): HistogramData {
  const histogram = new LatencyHistogram();
  for (let count = 0; count < data.count; count++) histogram.record(LATE_MS);
  return histogram.toData();
}
