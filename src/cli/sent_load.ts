import type { LoadRecord } from "../adapters/live/load/load_record.ts";
import { reachTarget } from "../adapters/live/load/target.ts";
import { Failure } from "../base/errors.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { withClients } from "../runner/client_record.ts";
import { withFront } from "../runner/front_record.ts";
import type { RunRecord } from "../runner/recorder.ts";
import type { Schedule } from "../workload/schedule.ts";
import { clientLoad } from "./client_load.ts";
import { liveLoad } from "./live_load.ts";
import { type LoadSettings, USUAL_LOAD } from "./live_load_options.ts";
import type { LiveStack } from "./live_stack.ts";

export interface SendOptions {
  readonly config: DesignConfig;
  readonly schedule: Schedule;
  readonly seed: number;
  readonly settings: LoadSettings;
  readonly windowMs: number;
  readonly signal: AbortSignal;
  /** Gives the time at which the first request is due, on the clock of `performance.now()`. @default soon */
  readonly begin?: () => Promise<number>;
  /** Told that time. */
  readonly onBegin: (startMs: number) => void;
  readonly onProgress: (requests: number) => void;
}

/** A load that was sent. */
export interface SentLoad {
  readonly load: LoadRecord;
  readonly interrupted: boolean;
  /** The run's record of what the server's components told. */
  readonly recordOf: (inside: RunRecord) => RunRecord;
}

/** Sends a schedule to a live stack: by the design's own clients where it has some, otherwise by the load generator. */
export async function sendLoad(live: LiveStack, options: SendOptions): Promise<SentLoad> {
  const { config: { clients }, schedule, seed, settings, windowMs, ...others } = options;
  if (clients === undefined) {
    const { workers, ...order } = settings;
    const target = await reachTarget(new URL(live.url));
    const source = { kind: "schedule", schedule } as const;
    const { record: load, interrupted } = await liveLoad({
      order: { ...order, target, source, windowMs, isOurs: true, allowsWrites: true },
      workers,
      ...others,
    });
    return { load, interrupted, recordOf: (inside) => withFront(inside, load) };
  }
  const { timeoutMs } = settings.limits;
  // Of the simulated worlds only, and a function cannot be sent to a worker.
  const { itemBytes: _, ...columns } = schedule;
  const { record, interrupted } = await clientLoad({
    order: { schedule: columns, seed, entries: clients.entries, cableUrl: live.cableUrl!, timeoutMs, windowMs },
    edges: live.edges,
    ...others,
  });
  return { load: record.load, interrupted, recordOf: (inside) => withClients(inside, record) };
}

/** Clients send as clients do, whatever the generator can. @throws Failure `bad-option` */
export function refuseForClients({ clients }: DesignConfig, { model, limits, workers, transport }: LoadSettings): void {
  if (clients === undefined) return;
  const usual = USUAL_LOAD.limits;
  const received = model.kind === "closed"
    ? "--closed"
    : workers !== 1
    ? "--workers"
    : transport !== undefined
    ? "--transport"
    : limits.connections !== usual.connections
    ? "--connections"
    : limits.waiting !== usual.waiting
    ? "--waiting"
    : undefined;
  if (received === undefined) return;
  throw new Failure("bad-option", `Cannot send this load: a design's own clients must decide it: received ${received}`);
}
