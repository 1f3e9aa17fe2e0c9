import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { LatencyHistogram } from "../../../src/base/latency_histogram.ts";
import type { WebRequest } from "../../../src/ports/http.ts";
import { GET, OK, requestsAt, simulatedLoad } from "./simulated_load.ts";
import { type Answer, SimulatedTransport } from "./simulated_transport.ts";

const POST: WebRequest = { method: "POST", path: "/", headers: {}, body: { price: 1 } };
const NO_ERRORS = { refused: 0, reset: 0, cut: 0, malformed: 0, timeout: 0, dropped: 0, unfinished: 0 };

/** Answers each request by what the list says, in the order of the requests; then with 200. */
function answering(...answers: ((nowMs: number) => Answer)[]): SimulatedTransport {
  return new SimulatedTransport((_request, nowMs) => (answers.shift() ?? after(1))(nowMs));
}

const after = (ms: number, text = OK) => (nowMs: number): Answer => ({ atMs: nowMs + ms, text });
const endsAfter = (ms: number, end: "closed" | "reset") => (nowMs: number): Answer => ({ atMs: nowMs + ms, end });
const silence = (): Answer => "silence";

Deno.test("engine: a connection is kept alive and carries one request at a time", async () => {
  const transport = answering();
  const record = await simulatedLoad(transport, requestsAt([0, 2, 4, 4.5]));
  assertEquals(transport.heard.map(({ slot, atMs }) => [slot, atMs]), [[0, 0], [0, 2], [0, 4], [1, 4.5]]);
  assertEquals([record.replies, record.connectionsOpened, record.errors], [4, 2, NO_ERRORS]);
  assertEquals(record.byStatus, { 200: 4 });
  assertEquals([...record.statuses], [200, 200, 200, 200]);
});

Deno.test("engine: what a request says: method, path, host, fields, body", async () => {
  const transport = answering();
  const headers = { "accept-encoding": "gzip, br" };
  await simulatedLoad(transport, requestsAt([0, 5], (index) => index === 0 ? { ...GET, headers } : POST));
  assertEquals(transport.heard.map(({ text }) => text), [
    "GET / HTTP/1.1\r\nhost: test\r\naccept-encoding: gzip, br\r\n\r\n",
    'POST / HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"price":1}',
  ]);
});

Deno.test("engine: a request that waits for a connection is late, its latency counts from its intended time", async () => {
  const record = await simulatedLoad(answering(after(50)), requestsAt([0, 1]), { limits: { connections: 1 } });
  assertEquals([record.late, LatencyHistogram.fromData(record.lag).max], [1, 49]);
  assertEquals([record.latency.sum, record.fromSend.sum], [50 + 50, 50 + 1]);
});

Deno.test("engine: more than may wait are dropped and counted, none is hidden", async () => {
  const atMs = Array.from({ length: 10 }, (_, index) => index);
  const limits = { connections: 1, waiting: 3 };
  const record = await simulatedLoad(answering(after(100)), requestsAt(atMs), { limits });
  assertEquals([record.requests, record.replies, record.errors.dropped], [10, 4, 6]);
  assertEquals([...record.statuses], [200, 200, 200, 200, 0, 0, 0, 0, 0, 0]);
  assertEquals(record.latency.count, 4);
  assertEquals(record.windows[0]!.errors, 6);
});

Deno.test("engine: every way to fail has its kind, and a latency up to the failure", async () => {
  const half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
  const failures: readonly (readonly [string, (nowMs: number) => Answer])[] = [
    ["reset", endsAfter(5, "reset")],
    ["reset", endsAfter(5, "closed")],
    ["cut", (nowMs) => ({ atMs: nowMs + 5, text: half, thenEnd: "closed" })],
    ["cut", (nowMs) => ({ atMs: nowMs + 5, text: half, thenEnd: "reset" })],
    ["malformed", after(5, "SSH-2.0-OpenSSH\r\n")],
  ];
  for (const [kind, answer] of failures) {
    const record = await simulatedLoad(answering(answer), requestsAt([0, 20]));
    assertEquals(record.errors, { ...NO_ERRORS, [kind]: 1 }, kind);
    assertEquals([record.requests, record.replies, record.latency.sum, record.connectionsOpened], [2, 1, 5 + 1, 2]);
  }
});

Deno.test("engine: a server that says nothing is a timeout, also for those that wait behind it", async () => {
  const limits = { connections: 1, timeoutMs: 1000 };
  const record = await simulatedLoad(answering(silence, silence), requestsAt([0, 100]), { limits });
  assertEquals(record.errors, { ...NO_ERRORS, timeout: 2 });
  assertEquals(LatencyHistogram.fromData(record.latency).min > 1000, true);
});

Deno.test("engine: a server that refuses fails each request at once, and is asked again later", async () => {
  let isUp = false;
  const transport = new SimulatedTransport(
    (_request, nowMs) => ({ atMs: nowMs + 1, text: OK }),
    (nowMs) => isUp ? { atMs: nowMs } : "refused",
  );
  transport.happens(15, () => void (isUp = true));
  const record = await simulatedLoad(transport, requestsAt([0, 10, 10, 20]));
  assertEquals([record.errors, record.replies], [{ ...NO_ERRORS, refused: 3 }, 1]);
});

Deno.test("engine: a connection that the server closed meanwhile costs a retry of a GET, once; a POST fails", async () => {
  const stale = () => answering(after(1), endsAfter(1, "closed"));
  const got = await simulatedLoad(stale(), requestsAt([0, 10]));
  assertEquals([got.errors, got.replies, got.retried, got.connectionsOpened], [NO_ERRORS, 2, 1, 2]);
  // The retry counts from the first intended time.
  assertAlmostEquals(got.latency.sum, 1 + 2);
  const posted = await simulatedLoad(stale(), requestsAt([0, 10], () => POST));
  assertEquals([posted.errors.reset, posted.retried], [1, 0]);
  const twice = await simulatedLoad(
    answering(after(1), endsAfter(1, "closed"), endsAfter(1, "closed")),
    requestsAt([0, 10]),
  );
  assertEquals([twice.errors.reset, twice.retried], [1, 1]);
});

Deno.test("engine: a retry that meets another stale connection is not sent a third time", async () => {
  const answers = [after(1), after(12), endsAfter(1, "closed"), endsAfter(1, "closed")];
  const transport = new SimulatedTransport(
    (_request, nowMs) => (answers.shift() ?? after(1))(nowMs),
    (nowMs) => ({ atMs: nowMs < 5 ? nowMs : nowMs + 50 }),
  );
  // The retry waits for a new connection when the other one, which is stale too, comes free at 12 ms.
  const record = await simulatedLoad(transport, requestsAt([0, 0, 10]));
  assertEquals([record.retried, record.errors.reset, record.replies], [1, 1, 2]);
});

Deno.test("engine: connection close, a body until the end, bytes that nobody asked for: the connection is not used again", async () => {
  const closing = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
  const untilEnd: (nowMs: number) => Answer = (nowMs) => ({
    atMs: nowMs + 1,
    text: "HTTP/1.1 200 OK\r\n\r\nall of it",
    thenEnd: "closed",
  });
  for (const answer of [after(1, closing), untilEnd, after(1, `${OK}${OK}`)]) {
    const record = await simulatedLoad(answering(answer), requestsAt([0, 10]));
    assertEquals([record.errors, record.replies, record.connectionsOpened], [NO_ERRORS, 2, 2]);
  }
});

Deno.test("engine: an idle connection that ends is forgotten", async () => {
  const transport = answering();
  transport.happens(5, (driver) => driver.ended(0, "closed"));
  const record = await simulatedLoad(transport, requestsAt([0, 10]));
  assertEquals([record.errors, record.replies, record.connectionsOpened], [NO_ERRORS, 2, 2]);
});

Deno.test("engine: entity tags are handed on, 304 counted, tiers and bytes told", async () => {
  const transport = answering(
    after(1, 'HTTP/1.1 200 OK\r\netag: "v1"\r\ncache-status: nginx; hit\r\ncontent-length: 3\r\n\r\nabc'),
    after(1, 'HTTP/1.1 304 Not Modified\r\netag: "v1"\r\n\r\n'),
    after(1, "HTTP/1.1 503 Down\r\ncontent-length: 0\r\n\r\n"),
  );
  const requests = requestsAt([0, 5, 10]);
  const record = await simulatedLoad(transport, requests);
  assertEquals(requests.tags, [[0, '"v1"'], [1, '"v1"']]);
  assertEquals([record.notModified, record.bytes, record.byStatus], [1, 3, { 200: 1, 304: 1, 503: 1 }]);
  assertEquals(Object.entries(record.byTier).map(([name, tier]) => [name, tier.isHit, tier.latency.count]), [
    ["nginx", true, 1],
    ["origin", false, 2],
  ]);
  assertEquals([record.tierNames[record.tiers[0]! - 1], record.windows[0]!.errors], ["nginx", 1]);
});

Deno.test("engine: a closed loop waits for its reply and thinks, and ends with its time", async () => {
  const transport = answering();
  const model = { kind: "closed", users: 2, thinkMs: 9, durationMs: 100 } as const;
  const record = await simulatedLoad(transport, requestsAt(Array(1000).fill(0)), { model });
  // A turn takes 1 ms of service and 9 ms of thought; the two users start half a turn apart.
  assertEquals(transport.heard.map(({ atMs }) => atMs).slice(0, 5), [0, 4.5, 10, 14.5, 20]);
  assertEquals([record.replies, record.late, record.latency.sum], [20, 0, 20]);
});

Deno.test("engine: a closed loop begins again until its time is over; without an end it sends each request once", async () => {
  const model = { kind: "closed", users: 1, thinkMs: 9, durationMs: 100 } as const;
  const path = (index: number): WebRequest => ({ ...GET, path: `/${index}` });
  const paths = async (durationMs: number) => {
    const transport = answering();
    await simulatedLoad(transport, requestsAt([0, 0, 0], path), { model: { ...model, durationMs } });
    return transport.heard.map(({ text }) => text[5]).join("");
  };
  assertEquals([await paths(100), await paths(Infinity)], ["0120120120", "012"]);
});

Deno.test("engine: a load that is stopped ends at once and counts what was under way", async () => {
  const transport = answering(after(1), silence, silence);
  const isStopped = () => transport.nowMs >= 50;
  const limits = { connections: 2 };
  const record = await simulatedLoad(transport, requestsAt([0, 10, 20, 30, 1e6]), { limits, isStopped });
  assertEquals([record.replies, record.errors.unfinished, record.requests], [1, 3, 4]);
  assertEquals(transport.nowMs < 200, true);
});

Deno.test("engine: records of workers add up to the record of one", async () => {
  const { mergedRecord } = await import("../../../src/adapters/live/load/merged_record.ts");
  const { LoadBooks } = await import("../../../src/adapters/live/load/load_books.ts");
  const books = [0, 1, 2].map(() => new LoadBooks({ count: 100, windowMs: 10 }));
  for (let index = 0; index < 100; index++) {
    const attribution = { tier: `t${index % 3}`, isHit: index % 3 === 0 };
    const times = { intendedMs: index, sentMs: index + 1, endMs: index + 2 + index % 7 };
    for (const one of [books[0]!, books[1 + index % 2]!]) {
      one.sent(times.intendedMs, times.sentMs);
      if (index % 10 === 9) one.failed({ kind: "cut", ...times, route: "/" });
      else {one.answered({
          index,
          ...times,
          status: 200 + index % 2,
          bodyBytes: 5,
          route: `/${index % 4}`,
          attribution,
        });}
    }
  }
  const [whole, ...parts] = books.map((one) => one.finish(200));
  const merged = mergedRecord(parts as [typeof whole & object, ...(typeof whole & object)[]]);
  const named = ({ tiers, tierNames, ...rest }: typeof merged) => ({
    ...rest,
    tiers: [...tiers].map((tier) => tierNames[tier - 1]),
  });
  assertEquals(named(merged), named(whole!));
  assertStringIncludes(Object.keys(merged.byTier).sort().join(), "t0,t1,t2");
});
