import { REPLAY_SCHEMA, type ReplayResult } from "../../src/runner/result_replay_schema.ts";

const POLICIES = ["lru", "sieve", "slru:segments=2"];

/** A replay as `tierlab replay --mrc --ttl 5min` leaves it behind, with invented but consistent numbers. */
export function sampleReplay(
  { policies = POLICIES, sizes = [100, 1000] }: { policies?: readonly string[]; sizes?: readonly number[] } = {},
): ReplayResult {
  const [requests, objects] = [50_000, 5_000];
  const curveSizes = [5, 50, 100, 500, 1000, 2500, 5000];
  const missesAt = (size: number, policy: number) =>
    Math.round(objects + (requests - objects) * (1 - Math.log(size) / Math.log(objects)) * (1 - 0.05 * policy));
  const pairs = sizes.flatMap((size) => policies.map((policy, index) => ({ policy, index, size })));
  return {
    schema: REPLAY_SCHEMA,
    date: "2026-11-22T09:30:00Z",
    trace: {
      path: "traces/shop.csv.gz",
      format: "csv",
      requests,
      objects,
      bytes: 80_000_000,
      footprintBytes: 9_000_000,
      durationMs: 90_000_000,
    },
    rows: pairs.map(({ policy, index, size }) => ({
      policy,
      size,
      sizeUnit: "objects",
      requests,
      misses: missesAt(size, index),
      missRatio: missesAt(size, index) / requests,
      byteMissRatio: 0.9 * missesAt(size, index) / requests,
      requestsPerSecond: 1_000_000 * (index + 1),
    })),
    bounds: sizes.map((size) => ({
      size,
      sizeUnit: "objects",
      missRatio: missesAt(size, 6) / requests,
      method: "belady",
    })),
    overTime: pairs.map(({ policy, size }) => ({ policy, size, sizeUnit: "objects", hitRatios: [0.1, 0.5, 0.6, 0.4] })),
    curves: [...policies, "belady"].map((policy, index) => ({
      policy,
      role: policy === "belady" ? "bound" : "policy",
      method: policy === "lru" ? "one pass" : "miniature",
      rate: policy === "lru" ? 1 : 0.5,
      sizes: curveSizes,
      missRatios: curveSizes.map((size) => missesAt(size, policy === "belady" ? 6 : index) / requests),
      knee: index === 1 ? null : 3,
    })),
    ttl: "5min",
    causes: pairs.map(({ policy, size }) => ({
      policy,
      size,
      sizeUnit: "objects",
      requests,
      misses: 30_000,
      compulsory: 5_000,
      capacity: 15_000,
      expired: 10_000,
      invalidated: 0,
    })),
    shape: {
      popularity: [{ x: 1, y: 2000 }, { x: 10, y: 200 }, { x: 100, y: 21 }, { x: 5000, y: 1 }],
      zipfExponent: 0.93,
      onceOnly: 2000,
      reuseDistances: [{ x: 1, y: 0.1 }, { x: 2, y: 0 }, { x: 4, y: 0.3 }, { x: 8, y: 0.5 }],
      workingSet: Array.from({ length: 20 }, (_, window) => ({ distinct: 900, fresh: 900 - 40 * window })),
    },
    warnings: ["2 malformed left out (lines 7, 9)"],
    interrupted: false,
    elapsedMs: 1234,
    workers: 2,
    command: "deno task tierlab replay traces/shop.csv.gz --mrc --ttl 5min",
    versions: { tierlab: "0.1.0", deno: "2.9.6" },
    machine: { os: "linux", arch: "x86_64", cpus: 2, memoryBytes: 8e9 },
    digest: "0123456789abcdef",
  };
}
