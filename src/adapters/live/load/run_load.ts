import { ClosedArrivals, type LoadArrivals, OpenArrivals } from "./arrivals.ts";
import { EpollTransport } from "./epoll_transport.ts";
import { LoadBooks } from "./load_books.ts";
import { LoadEngine, type LoadLimits } from "./load_engine.ts";
import type { LoadRecord } from "./load_record.ts";
import type { LoadRequests } from "./load_requests.ts";
import { RequestWriter } from "./request_writer.ts";
import { socketCalls } from "./socket_calls.ts";
import { StreamTransport } from "./stream_transport.ts";
import type { Target } from "./target.ts";
import type { Transport } from "./transport.ts";

/** How requests come. */
export type LoadModel =
  /** At their intended times. */
  | { readonly kind: "open" }
  /** From so many users, each a think time after its last reply, until `durationMs` is over; Infinity: each request once. */
  | { readonly kind: "closed"; readonly users: number; readonly thinkMs: number; readonly durationMs: number };

/** By what bytes are moved: `epoll` blocks its thread, so that it needs a worker of its own. */
export type TransportKind = "epoll" | "streams";

export interface LoadOptions {
  readonly target: Target;
  readonly requests: LoadRequests;
  /** The requests to send, out of all; all without it. */
  readonly indices?: Uint32Array | undefined;
  readonly model: LoadModel;
  readonly limits: LoadLimits;
  /** Width of the time series' windows. */
  readonly windowMs: number;
  readonly isOurs: boolean;
  /** @default the fastest that the machine offers */
  readonly transport?: TransportKind | undefined;
  /** When the load begins, ms since 1970: several workers begin together. @default now */
  readonly startEpochMs?: number | undefined;
  readonly isStopped?: () => boolean;
  /** Told how many requests were answered. */
  readonly onProgress?: (replies: number) => void;
}

/** Limits that fit one machine. */
export const USUAL_LIMITS: LoadLimits = { connections: 256, waiting: 10_000, timeoutMs: 30_000 };

/** Sends a load and gives its books. With the transport `epoll`, on which this thread waits in the kernel until the load is over. */
export async function runLoad(options: LoadOptions): Promise<LoadRecord> {
  const { target, requests, limits, windowMs, isOurs } = options;
  const startMs = options.startEpochMs === undefined
    ? performance.now()
    : options.startEpochMs - performance.timeOrigin;
  const nowMs = () => performance.now() - startMs;
  const books = new LoadBooks({ count: requests.count, windowMs });
  const transport = transportTo(target, options.transport);
  const { isStopped, onProgress } = options;
  const engine = new LoadEngine({
    requests,
    arrivals: arrivalsOf(options),
    writer: new RequestWriter(target),
    transport,
    books,
    limits,
    nowMs,
    isOurs,
    isStopped: () => {
      onProgress?.(books.replies);
      return isStopped?.() ?? false;
    },
  });
  await transport.run(engine);
  return books.finish(nowMs());
}

/** The transport that a load gets when the caller does not say. */
export function fastestTransport(isTls: boolean): TransportKind {
  return !isTls && socketCalls() !== undefined ? "epoll" : "streams";
}

function transportTo({ address }: Target, kind: TransportKind | undefined): Transport {
  const calls = address.tlsName === undefined && kind !== "streams" ? socketCalls() : undefined;
  return calls === undefined ? new StreamTransport(address) : new EpollTransport(calls, address);
}

function arrivalsOf({ model, requests, indices }: LoadOptions): LoadArrivals {
  return model.kind === "open"
    ? new OpenArrivals(requests.atMs, indices)
    : new ClosedArrivals({ ...model, count: requests.count, indices });
}
