import { inOwnTime } from "../runner/own_time.ts";
import type { RunRecord } from "../runner/recorder.ts";
import { scheduleOf, windowMsOf } from "../runner/schedules.ts";
import { inTurns, type Turns } from "../workload/turns.ts";
import type { CommandContext } from "./command_context.ts";
import { type LiveRunOptions, measure } from "./live_run.ts";
import { type MachineUse, MachineWatch } from "./machine_watch.ts";

/** A live run, and how the machine treated it. */
export interface WatchedRun {
  readonly record: RunRecord;
  readonly interrupted: boolean;
  readonly machine: MachineUse;
}

/**
 * Runs a design live and watches the machine from its first request to its last reply.
 *
 * @param turns When it shares the machine with other runs: it is watched in its turns, and its record is in its own time.
 */
export async function watchedRun(options: LiveRunOptions, context: CommandContext, turns?: Turns): Promise<WatchedRun> {
  const schedule = scheduleOf(options.scenario, options.seed, options.settings);
  const watch = new MachineWatch();
  const timers: ReturnType<typeof setTimeout>[] = [];
  const at = (ms: number, act: () => void) => void timers.push(setTimeout(act, ms - performance.now()));
  const onBegin = (startMs: number) => {
    if (turns === undefined) return watch.start();
    for (let fromMs = turns.firstMs, turn = 0; turn * turns.turnMs < schedule.durationMs; turn++) {
      at(startMs + fromMs, () => watch.start());
      at(startMs + fromMs + turns.turnMs, () => watch.pause());
      fromMs += turns.everyMs;
    }
  };
  try {
    const { record, interrupted } = await measure(
      { ...options, windowMs: windowMsOf(schedule.durationMs), onBegin, onEnd: () => watch.pause() },
      turns === undefined ? schedule : inTurns(schedule, turns),
      context,
    );
    return { record: turns === undefined ? record : inOwnTime(record, turns), interrupted, machine: watch.use() };
  } finally {
    timers.forEach((timer) => clearTimeout(timer));
  }
}
