import { hashString } from "../base/hash.ts";
import { type LoadModel, runLoad, type TransportKind } from "../adapters/live/load/run_load.ts";
import type { LoadLimits } from "../adapters/live/load/load_engine.ts";
import type { LoadRecord } from "../adapters/live/load/load_record.ts";
import type { LoadRequests } from "../adapters/live/load/load_requests.ts";
import { type LoggedColumns, LoggedRequests } from "../adapters/live/load/logged_requests.ts";
import type { Target } from "../adapters/live/load/target.ts";
import { ScheduleRequests } from "../runner/schedule_requests.ts";
import type { Schedule } from "../workload/schedule.ts";

/** The requests of a load as plain data. */
export type LoadSource =
  | { readonly kind: "schedule"; readonly schedule: Schedule }
  | { readonly kind: "log"; readonly columns: LoggedColumns };

/** A load, or one worker's part of it, as it is sent to a worker. */
export interface LoadOrder {
  readonly target: Target;
  readonly source: LoadSource;
  readonly model: LoadModel;
  readonly limits: LoadLimits;
  readonly windowMs: number;
  readonly isOurs: boolean;
  /** Methods that change something are sent too. */
  readonly allowsWrites: boolean;
  readonly transport: TransportKind | undefined;
}

export type ToLoadWorker =
  | {
    readonly kind: "prepare";
    readonly order: LoadOrder;
    /** This worker's number among all. */
    readonly part: { readonly number: number; readonly of: number };
    /** [0]: not 0 when the load shall stop; [1 + number]: replies of each worker. */
    readonly control: SharedArrayBuffer;
  }
  | { readonly kind: "go"; readonly startEpochMs: number };

export type FromLoadWorker =
  | { readonly kind: "ready"; readonly leftOut: number }
  | { readonly kind: "record"; readonly record: LoadRecord }
  | { readonly kind: "failure"; readonly error: { message: string; stack: string | undefined } };

declare const self: {
  onmessage: ((event: MessageEvent<ToLoadWorker>) => void) | null;
  postMessage(message: FromLoadWorker): void;
};

let begin: ((startEpochMs: number) => Promise<LoadRecord>) | undefined;

self.onmessage = async ({ data }) => {
  try {
    if (data.kind === "prepare") self.postMessage({ kind: "ready", leftOut: prepare(data) });
    else self.postMessage({ kind: "record", record: await begin!(data.startEpochMs) });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new TypeError(String(error));
    self.postMessage({ kind: "failure", error: { message, stack } });
  }
};

/** @returns How many requests this worker leaves out, because they would change something. */
function prepare({ order, part, control }: ToLoadWorker & { kind: "prepare" }): number {
  const { source, allowsWrites } = order;
  const requests = source.kind === "schedule"
    ? new ScheduleRequests(source.schedule)
    : new LoggedRequests(source.columns);
  const { indices, leftOut } = indicesOf(requests, part, allowsWrites);
  const shared = new Int32Array(control);
  begin = (startEpochMs) =>
    runLoad({
      ...order,
      model: modelOf(order.model, part),
      limits: limitsOf(order.limits, part.of),
      requests,
      indices,
      startEpochMs,
      isStopped: () => Atomics.load(shared, 0) !== 0,
      onProgress: (replies) => Atomics.store(shared, 1 + part.number, replies),
    });
  return leftOut;
}

/** A path belongs to one worker, so that its last entity tag is known where it is asked for. */
function indicesOf(
  requests: LoadRequests,
  { number, of }: { number: number; of: number },
  allowsWrites: boolean,
): { indices: Uint32Array | undefined; leftOut: number } {
  if (of === 1 && allowsWrites) return { indices: undefined, leftOut: 0 };
  let leftOut = 0;
  const indices = Uint32Array.from({ length: requests.count }, (_, index) => index).filter((index) => {
    const { path, method } = requests.make(index);
    if (of > 1 && (hashString(path, path.length) >>> 0) % of !== number) return false;
    const isSent = allowsWrites || method === "GET" || method === "HEAD";
    if (!isSent) leftOut++;
    return isSent;
  });
  return { indices, leftOut };
}

/** A worker's share of the users; the first ones get what is left over. */
function modelOf(model: LoadModel, { number, of }: { number: number; of: number }): LoadModel {
  if (model.kind === "open") return model;
  return { ...model, users: Math.floor(model.users / of) + (number < model.users % of ? 1 : 0) };
}

function limitsOf(limits: LoadLimits, of: number): LoadLimits {
  const { connections, waiting } = limits;
  return { ...limits, connections: Math.ceil(connections / of), waiting: Math.ceil(waiting / of) };
}
