import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { LatencyHistogram } from "../../../src/base/latency_histogram.ts";
import { OK, requestsAt, simulatedLoad } from "./simulated_load.ts";
import { SimulatedTransport } from "./simulated_transport.ts";

/** Answers at once, but not in the last 100 ms of each second. */
function stalling(): SimulatedTransport {
  return new SimulatedTransport((_request, nowMs) => {
    const inSecond = nowMs % 1000;
    return { atMs: inSecond >= 900 ? nowMs - inSecond + 1000 : nowMs, text: OK };
  });
}

const SECONDS = 10;
const everyMs = Array.from({ length: 1000 * SECONDS }, (_, ms) => ms);

Deno.test("truth, simulated: 100 ms of silence a second under 1,000 requests/s is a mean of 5.05 ms, p95 50, p99 90, max 100", async () => {
  const record = await simulatedLoad(stalling(), requestsAt(everyMs));
  const latency = LatencyHistogram.fromData(record.latency);
  // In each second 100 requests wait 100, 99, …, 1 ms; sorted, rank 950 of 1,000 is 50 ms and rank 990 is 90 ms.
  assertEquals([record.replies, latency.count, latency.max], [10_000, 10_000, 100]);
  assertAlmostEquals(latency.mean, 5.05, 1e-9);
  assertAlmostEquals(latency.quantile(0.95), 50, 50 * LatencyHistogram.relativeError);
  assertAlmostEquals(latency.quantile(0.99), 90, 90 * LatencyHistogram.relativeError);
  assertEquals(latency.quantile(0.9), 0);
});

Deno.test("truth, simulated: too few connections do not hide the silence, they are late, and say so", async () => {
  const record = await simulatedLoad(stalling(), requestsAt(everyMs), { limits: { connections: 10 } });
  const [latency, fromSend] = [record.latency, record.fromSend].map((data) => LatencyHistogram.fromData(data));
  // The same truth from the intended time; from the actual one only ten requests a second seem to wait.
  assertAlmostEquals(latency!.mean, 5.05, 1e-9);
  assertAlmostEquals(latency!.quantile(0.99), 90, 90 * LatencyHistogram.relativeError);
  assertAlmostEquals(fromSend!.mean, (100 + 99 + 98 + 97 + 96 + 95 + 94 + 93 + 92 + 91) / 1000, 1e-9);
  // 90 requests a second wait for a connection, those of the last 10 ms no longer than that.
  assertEquals([record.late, record.errors.dropped], [80 * SECONDS, 0]);
});

Deno.test("truth, simulated: a closed loop asked the same is a liar: the mean is a fifth of the truth, p95 nothing", async () => {
  const model = { kind: "closed", users: 10, thinkMs: 10, durationMs: 1000 * SECONDS } as const;
  const record = await simulatedLoad(stalling(), requestsAt(everyMs), { model });
  const latency = LatencyHistogram.fromData(record.latency);
  assertLess(latency.mean, 1.2);
  assertLess(latency.quantile(0.95), 1);
  assertEquals(latency.max > 90, true, "it did see the silence, ten times a second");
});
