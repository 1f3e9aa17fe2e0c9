import type { RunRecord } from "../runner/recorder.ts";
import { scheduleOf } from "../runner/schedules.ts";
import type { CommandContext } from "./command_context.ts";
import { type LiveRunOptions, measure } from "./live_run.ts";
import { type MachineUse, watchMachine } from "./machine_watch.ts";

/** A live run, and how the machine treated it. */
export interface WatchedRun {
  readonly record: RunRecord;
  readonly interrupted: boolean;
  readonly machine: MachineUse;
}

/** Runs a design live and watches the machine from its first request to its last reply. */
export async function watchedRun(options: LiveRunOptions, context: CommandContext): Promise<WatchedRun> {
  const schedule = scheduleOf(options.scenario, options.seed, options.settings);
  let stop = watchMachine();
  let machine: MachineUse | undefined;
  const { record, interrupted } = await measure(
    { ...options, onBegin: () => stop = watchMachine(), onEnd: () => machine = stop() },
    schedule,
    context,
  );
  return { record, interrupted, machine: machine ?? stop() };
}
