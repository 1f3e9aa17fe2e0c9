import { readTraceFile } from "../adapters/live/trace_file.ts";
import { saveTraceFile } from "../adapters/live/save_trace.ts";
import type { Trace } from "../trace/trace.ts";
import type { CommandContext } from "./command_context.ts";
import { progressOf } from "./progress.ts";

/** Reads a trace with a progress bar. @returns undefined when Ctrl-C came first. */
export async function readTrace(
  path: string,
  options: { format?: string; columns?: string; limit: number | undefined },
  { terminal, signal }: CommandContext,
): Promise<Trace | undefined> {
  const { format, columns, limit } = options;
  const total = await Deno.stat(path).then((file) => file.size, () => 0);
  const progress = progressOf(terminal, { title: "reading", total });
  const reading = readTraceFile(path, { format, columns, limit, onProgress: progress.update });
  return await orAborted(reading, signal).finally(progress.stop);
}

/** @returns False when Ctrl-C came first; then nothing is left behind. */
export async function saveTrace(
  path: string,
  trace: Trace,
  { terminal, signal }: CommandContext,
): Promise<boolean> {
  const saved = await orAborted(saveTraceFile(path, trace).then(() => true), signal);
  if (saved) terminal.tell(`trace: ${path}`);
  else await Deno.remove(`${path}.unfinished`).catch(() => undefined);
  return saved === true;
}

/** The work goes on by itself until the process ends, which it does at once. */
function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve(undefined);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
