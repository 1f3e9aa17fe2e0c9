import { Digest } from "../base/digest.ts";
import type { ReplayRow } from "../trace/replay.ts";
import { kneeOf } from "../trace/miss_ratio_curve.ts";
import type { ReplayResult, ReplayResultCurve } from "../runner/result_replay_schema.ts";
import type { ReplayOutcome, ReplayTask } from "./replay_task.ts";

/** What the tasks give of a replay document. */
export type ReplayFindings = Pick<
  ReplayResult,
  "rows" | "bounds" | "overTime" | "curves" | "causes" | "shape" | "digest"
>;

type Done<Kind extends ReplayTask["kind"]> = {
  readonly task: Extract<ReplayTask, { kind: Kind }>;
  readonly outcome: Extract<ReplayOutcome, { kind: Kind }>;
};

/** Puts the outcomes of the tasks together; those that were not finished are left out. */
export function findingsOf(
  tasks: readonly ReplayTask[],
  outcomes: readonly (ReplayOutcome | undefined)[],
  /** As written: which of them are LRU. */
  lruNames: readonly string[],
): ReplayFindings {
  const of = <Kind extends ReplayTask["kind"]>(kind: Kind): Done<Kind>[] =>
    tasks.flatMap((task, index) => {
      const outcome = outcomes[index];
      return task.kind === kind && outcome?.kind === kind ? [{ task, outcome } as Done<Kind>] : [];
    });
  const rows = of("row");
  const asked = rows.filter(({ task }) => !task.isBound).map(({ outcome }) => outcome.row);
  const [shape] = of("shape");
  return {
    rows: asked.map(({ windowMisses: _, ...row }) => row),
    bounds: boundsOf(rows.map(({ outcome }) => outcome.row), of("byte-bound")),
    overTime: asked.map((row) => ({
      policy: row.policy,
      size: row.size,
      sizeUnit: row.sizeUnit,
      hitRatios: hitRatiosOf(row),
    })),
    curves: curvesOf(of("curve"), shape, lruNames),
    causes: of("causes").map(({ task, outcome }) => ({
      policy: task.policy,
      size: task.size.capacity,
      sizeUnit: task.size.unit,
      ...outcome.causes,
    })),
    shape: shape?.outcome.shape ?? null,
    digest: digestOf(asked),
  };
}

function boundsOf(rows: readonly ReplayRow[], byBytes: readonly Done<"byte-bound">[]): ReplayResult["bounds"] {
  const exact = rows.filter(({ policy, sizeUnit }) => policy === "belady" && sizeUnit === "objects");
  return [
    ...exact.map(({ size, sizeUnit, missRatio }) => ({ size, sizeUnit, missRatio, method: "belady" as const })),
    ...byBytes.flatMap(({ task, outcome }) =>
      task.capacities.map((size, index) => ({
        size,
        sizeUnit: "bytes" as const,
        missRatio: Math.max(0, outcome.missRatios[index]!),
        method: "pfoo-l" as const,
      }))
    ),
  ];
}

/** The pieces of each curve joined, LRU's first. */
function curvesOf(
  pieces: readonly Done<"curve">[],
  shape: Done<"shape"> | undefined,
  lruNames: readonly string[],
): ReplayResultCurve[] {
  const joined = new Map<string, { sizes: number[]; missRatios: number[]; rate: number }>();
  for (const { task, outcome } of pieces) {
    const curve = joined.get(task.policy) ?? { sizes: [], missRatios: [], rate: outcome.rate };
    curve.sizes.push(...task.sizes);
    curve.missRatios.push(...outcome.missRatios);
    joined.set(task.policy, curve);
  }
  const curves = [...joined].map(([policy, curve]) =>
    marked(curve, {
      policy,
      role: policy === "belady" ? "bound" : "policy",
      method: curve.rate === 1 ? "whole" : "miniature",
    })
  );
  if (shape === undefined || shape.task.sizes.length === 0) return curves;
  const lru = { sizes: [...shape.task.sizes], missRatios: [...shape.outcome.lru], rate: 1 };
  return [...lruNames.map((policy) => marked(lru, { policy, role: "policy", method: "one pass" })), ...curves];
}

function marked(
  curve: { sizes: number[]; missRatios: number[]; rate: number },
  what: Pick<ReplayResultCurve, "policy" | "role" | "method">,
): ReplayResultCurve {
  const knee = kneeOf(curve);
  return { ...what, ...curve, knee: knee < 0 ? null : knee };
}

function hitRatiosOf({ requests, windowMisses }: ReplayRow): number[] {
  const windows = windowMisses.length;
  return windowMisses.map((misses, window) => {
    const from = Math.floor((requests * window) / windows);
    const to = Math.floor((requests * (window + 1)) / windows);
    return to === from ? 0 : 1 - misses / (to - from);
  });
}

function digestOf(rows: readonly ReplayRow[]): string {
  const digest = new Digest();
  for (const { policy, size, sizeUnit, windowMisses } of rows) {
    digest.addText(`${policy} ${size} ${sizeUnit}`);
    for (const misses of windowMisses) digest.addNumber(misses);
  }
  return digest.hex();
}
