/** The other side of `replayParallel`: is told a trace, then does one job after the other. */
import { Failure } from "../../base/errors.ts";
import { parsePolicy } from "../../eviction/create_policy.ts";
import type { CacheSize } from "../../trace/cache_size.ts";
import { replay } from "../../trace/replay.ts";
import type { Trace } from "../../trace/trace.ts";
import type { WorkerTrace } from "./replay_parallel.ts";

/** The part of a worker's global scope that is used here. */
interface Scope {
  onmessage: (event: MessageEvent<WorkerTrace | { index: number; policy: string; size: CacheSize }>) => void;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as Scope;
const keys: Trace["keys"] = { size: 0, text: (id) => String(id), bits: (id) => BigInt(id) };
let told: WorkerTrace | null = null;

scope.onmessage = ({ data }) => {
  if ("trace" in data) {
    told = data;
    return;
  }
  const { trace, next, seed, windows } = told!;
  const job = { policy: parsePolicy(data.policy), size: data.size };
  const options = { clock: () => performance.now(), seed, windows, next: next ?? undefined };
  try {
    const [row] = replay({ ...trace, keys }, [job], options);
    scope.postMessage({ index: data.index, row });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    scope.postMessage({ failure: { code: error.code, message: error.message, exitStatus: error.exitStatus } });
  }
};
