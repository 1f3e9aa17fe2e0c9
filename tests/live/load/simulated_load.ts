import { ClosedArrivals, OpenArrivals } from "../../../src/adapters/live/load/arrivals.ts";
import { LoadBooks } from "../../../src/adapters/live/load/load_books.ts";
import { LoadEngine, type LoadLimits } from "../../../src/adapters/live/load/load_engine.ts";
import type { LoadRecord } from "../../../src/adapters/live/load/load_record.ts";
import { RequestWriter } from "../../../src/adapters/live/load/request_writer.ts";
import { type LoadModel, USUAL_LIMITS } from "../../../src/adapters/live/load/run_load.ts";
import type { WebRequest } from "../../../src/ports/http.ts";
import type { SimulatedTransport } from "./simulated_transport.ts";

export const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

/** Requests one ms apart, or at the given times; the same for all, or one for each index. */
export function requestsAt(atMs: readonly number[], make: (index: number) => WebRequest = () => GET) {
  const seen: [number, string][] = [];
  return {
    count: atMs.length,
    atMs: Float64Array.from(atMs),
    make,
    seen: (index: number, etag: string) => void seen.push([index, etag]),
    routeOf: (request: WebRequest) => request.path,
    tags: seen,
  };
}

export const GET: WebRequest = { method: "GET", path: "/", headers: {} };

/** Runs the real engine and the real books in simulated time. */
export async function simulatedLoad(
  transport: SimulatedTransport,
  requests: ReturnType<typeof requestsAt>,
  options: { model?: LoadModel; limits?: Partial<LoadLimits>; isStopped?: () => boolean; isOurs?: boolean } = {},
): Promise<LoadRecord> {
  const model = options.model ?? { kind: "open" };
  const books = new LoadBooks({ count: requests.count, windowMs: 1000 });
  const engine = new LoadEngine({
    requests,
    arrivals: model.kind === "open"
      ? new OpenArrivals(requests.atMs)
      : new ClosedArrivals({ ...model, count: requests.count }),
    writer: new RequestWriter({ host: "test" }),
    transport,
    books,
    limits: { ...USUAL_LIMITS, ...options.limits },
    nowMs: () => transport.nowMs,
    isOurs: options.isOurs ?? false,
    ...(options.isStopped && { isStopped: options.isStopped }),
  });
  await transport.run(engine);
  return books.finish(transport.nowMs);
}
