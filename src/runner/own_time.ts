import { LatencyHistogram } from "../base/latency_histogram.ts";
import { inTurns, ownTimeOf, type Turns } from "../workload/turns.ts";
import type { RunRecord, WindowRecord } from "./recorder.ts";
import { type SimulatedRun, simulateRun } from "./simulated_run.ts";
import { mergedOf } from "./summaries.ts";

const NOTHING: WindowRecord = {
  replies: 0,
  errors: 0,
  bytes: 0,
  queries: 0,
  latency: new LatencyHistogram().toData(),
  tiers: {},
};

/**
 * A record of a run in turns, in the run's own time. What came after a turn, while the others had theirs, belongs to the turn's last
 * window. Exact where windows divide a turn; otherwise a window may be told of up to one later.
 */
export function inOwnTime(record: RunRecord, turns: Turns): RunRecord {
  const { windowMs } = record;
  const windows: WindowRecord[] = [];
  record.windows.forEach((window, number) => {
    const [fromMs, toMs] = [number, number + 1].map((edge) => ownTimeOf(edge * windowMs, turns)) as [number, number];
    const index = Math.max(0, fromMs === toMs ? Math.ceil(fromMs / windowMs) - 1 : Math.floor(fromMs / windowMs));
    while (windows.length <= index) windows.push(NOTHING);
    windows[index] = merged(windows[index]!, window);
  });
  return {
    ...record,
    endMs: ownTimeOf(record.endMs, turns),
    alerts: record.alerts.map((alert) => ({ ...alert, atMs: ownTimeOf(alert.atMs, turns) })),
    windows,
  };
}

/** Simulates a run as it is live: in turns, where it has some, and told in its own time. */
export function simulateInTurns(run: SimulatedRun, turns: Turns | undefined): RunRecord {
  if (turns === undefined) return simulateRun(run);
  return inOwnTime(simulateRun({ ...run, schedule: inTurns(run.schedule, turns) }), turns);
}

function merged(one: WindowRecord, other: WindowRecord): WindowRecord {
  const names = [...new Set([one, other].flatMap(({ tiers }) => Object.keys(tiers)))];
  const sum = (pick: (window: WindowRecord) => number) => pick(one) + pick(other);
  return {
    replies: sum(({ replies }) => replies),
    errors: sum(({ errors }) => errors),
    bytes: sum(({ bytes }) => bytes),
    queries: sum(({ queries }) => queries),
    latency: mergedOf([one.latency, other.latency]).toData(),
    tiers: Object.fromEntries(names.map((name) => [name, {
      requests: sum(({ tiers }) => tiers[name]?.requests ?? 0),
      hits: sum(({ tiers }) => tiers[name]?.hits ?? 0),
    }])),
  };
}
