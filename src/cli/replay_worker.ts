/** The other side of `runReplayTasks`: is told a trace, then does one task after the other. */
import { Failure } from "../base/errors.ts";
import type { Trace } from "../trace/trace.ts";
import { type ReplayOutcome, type ReplayTask, taskRunner } from "./replay_task.ts";

/** What a worker is sent: first the trace, without its keys, which no simulation asks for. */
export type ReplayOrder =
  | { readonly trace: Omit<Trace, "keys"> }
  | { readonly index: number; readonly task: ReplayTask };

/** What it sends back. */
export type ReplayMessage =
  | { readonly index: number; readonly outcome: ReplayOutcome }
  | { readonly failure: { readonly code: string; readonly message: string; readonly exitStatus: number } };

declare const self: {
  onmessage: ((event: MessageEvent<ReplayOrder>) => void) | null;
  postMessage(message: ReplayMessage): void;
};

let run: ((task: ReplayTask) => ReplayOutcome) | undefined;

self.onmessage = ({ data }) => {
  if ("trace" in data) {
    const { objects } = data.trace;
    run = taskRunner({ ...data.trace, keys: { size: objects, text: String, bits: BigInt } });
    return;
  }
  try {
    self.postMessage({ index: data.index, outcome: run!(data.task) });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    self.postMessage({ failure: { code: error.code, message: error.message, exitStatus: error.exitStatus } });
  }
};
