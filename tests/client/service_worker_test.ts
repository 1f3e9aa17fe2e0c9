import { assert, assertEquals, assertThrows } from "@std/assert";
import { KeptReplies } from "../../src/client/kept_replies.ts";
import { serviceWorker } from "../../src/client/service_worker.ts";
import { modelledChannel } from "../../src/designs/edge_tiers.ts";
import { stockWatch } from "../../src/client/stock_watch.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { sleep, sleepThen } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import type { Fetch, WebReply, WebRequest } from "../../src/ports/http.ts";
import { Channels } from "../../src/market/channels.ts";
import { reply } from "../http/fixtures.ts";
import { fixedNetwork } from "../support/fixed_network.ts";
import { RecordingProbe } from "../support/recording_probe.ts";

interface World {
  readonly fetch: (path: string, client?: number) => ReturnType<Fetch>;
  readonly post: (path: string, body: unknown) => ReturnType<Fetch>;
  /** What reached the network. */
  readonly sent: WebRequest[];
  readonly probe: RecordingProbe;
  readonly clock: Clock;
  answer: (request: WebRequest) => WebReply;
}

/** A service worker over a network of 10 ms. */
function withWorker(
  run: (world: World) => Flow<void>,
  options: { entries?: number; offline?: readonly [number, number] } = {},
): void {
  simulate(function* (clock) {
    const probe = new RecordingProbe();
    const sent: WebRequest[] = [];
    const { offline } = options;
    const network = fixedNetwork({
      offlineUntilMs: () =>
        offline && clock.nowMs() >= offline[0] && clock.nowMs() < offline[1] ? offline[1] : undefined,
    });
    const next: Fetch = (request) => {
      sent.push(request);
      return sleepThen(10, () => world.answer(request));
    };
    const tier = serviceWorker({ network, clock, probe, entries: options.entries ?? 50 })(next);
    const world: World = {
      fetch: (path, client = 1) => tier({ method: "GET", path, headers: { "x-client": String(client) } }),
      post: (path, body) => tier({ method: "POST", path, headers: { "x-client": "1" }, body }),
      ...{ sent, probe, clock },
      answer: () => reply({}),
    };
    yield* run(world);
  });
}

Deno.test("service worker: a file comes from the network once, then at once from the worker, for each client anew", () => {
  withWorker(function* ({ fetch, sent, clock, probe }) {
    assertEquals((yield* fetch("/static/1")).servedBy, "application");
    const atMs = clock.nowMs();
    assertEquals((yield* fetch("/static/1")).servedBy, "service-worker");
    assertEquals(clock.nowMs(), atMs);
    assertEquals((yield* fetch("/static/1", 2)).servedBy, "application");
    assertEquals(sent.length, 2);
    assertEquals(probe.outcomes("service-worker"), ["miss", "hit", "miss"]);
  });
});

Deno.test("service worker: a page is given at once and refreshed behind, so that the next visit has the news", () => {
  withWorker(function* (world) {
    const { fetch, sent, clock } = world;
    const version = (etag: string, content: number): WebReply => reply({ etag }, { body: { sizeBytes: 100, content } });
    world.answer = () => version('"1"', 1);
    yield* fetch("/products/7");
    world.answer = () => version('"2"', 2);
    const atMs = clock.nowMs();
    const stale = yield* fetch("/products/7");
    assertEquals([stale.body?.content, clock.nowMs()], [1, atMs]);
    yield* fetch("/products/7");
    yield* sleep(1);
    assertEquals(sent.length, 2, "one refresh at a time");
    assertEquals(sent[1]!.headers["if-none-match"], '"1"');
    yield* sleep(20);
    assertEquals((yield* fetch("/products/7")).body?.content, 2);
    yield* sleep(20);
    world.answer = () => reply({ etag: '"2"' }, { status: 304, body: undefined });
    yield* fetch("/products/7");
    yield* sleep(20);
    const kept = yield* fetch("/products/7");
    assertEquals([kept.status, kept.body?.content], [200, 2], "a 304 keeps what is kept");
  });
});

Deno.test("service worker: a refresh that fails is told, and what is kept stays", () => {
  withWorker(function* (world) {
    const { fetch, probe } = world;
    yield* fetch("/products/7");
    world.answer = () => {
      throw new RangeError("Cannot answer: the test must let it: received a failure");
    };
    yield* fetch("/products/7");
    yield* sleep(20);
    assertEquals(probe.degraded(), ["service-worker"]);
    assertEquals((yield* fetch("/products/7")).status, 200);
  });
});

Deno.test("service worker: a page that is gone is forgotten, errors are not kept", () => {
  withWorker(function* (world) {
    const { fetch } = world;
    yield* fetch("/products/7");
    world.answer = () => reply({}, { status: 404 });
    yield* fetch("/products/7");
    yield* sleep(20);
    assertEquals((yield* fetch("/products/7")).status, 404);
    world.answer = () => reply({}, { status: 503 });
    assertEquals((yield* fetch("/static/3")).status, 503);
    world.answer = () => reply({});
    assertEquals((yield* fetch("/static/3")).status, 200);
  });
});

Deno.test("service worker: nothing is kept past its rule's age", () => {
  withWorker(function* ({ fetch, sent }) {
    yield* fetch("/products/7");
    yield* sleep(86_400_001);
    yield* fetch("/products/7");
    assertEquals(sent.length, 2);
    yield* fetch("/images/1");
    yield* sleep(30 * 86_400_000);
    yield* fetch("/images/1");
    assertEquals(sent.length, 3);
  });
});

Deno.test("service worker: the network comes first for the API; offline what is kept stands in, and what is not is an error", () => {
  withWorker(function* ({ fetch, sent, clock }) {
    yield* fetch("/api/products/1");
    yield* fetch("/api/products/1");
    yield* fetch("/products/1");
    assertEquals(sent.length, 3);
    yield* sleep(1000 - clock.nowMs());
    for (const path of ["/api/products/1", "/products/1"]) {
      assertEquals((yield* fetch(path)).servedBy, "service-worker");
    }
    const lost = yield* fetch("/products/2");
    assertEquals([lost.status, lost.servedBy], [503, "offline"]);
    assertEquals(sent.length, 3, "nothing went out");
    assertEquals(clock.nowMs(), 1000);
  }, { offline: [1000, 2000] });
});

Deno.test("service worker: writes made offline are accepted, and sent in their order once the network is back", () => {
  withWorker(function* (world) {
    const { post, sent, clock } = world;
    yield* sleep(100);
    for (const productId of [1, 2, 3]) {
      const accepted = yield* post("/api/cart", { productId });
      assertEquals([accepted.status, accepted.servedBy], [202, "service-worker"]);
    }
    assertEquals(sent, []);
    yield* sleep(500 - clock.nowMs() - 1);
    assertEquals(sent, []);
    yield* sleep(6);
    const late = yield* post("/api/cart", { productId: 4 });
    assertEquals(late.status, 202, "who comes while the queue drains queues behind it");
    yield* sleep(100);
    assertEquals(sent.map(({ body }) => body), [1, 2, 3, 4].map((productId) => ({ productId })));
    assertEquals((yield* post("/api/cart", { productId: 5 })).status, 200);
  }, { offline: [50, 500] });
});

Deno.test("service worker: a queued write that fails is tried again with growing pauses, then given up and told", () => {
  withWorker(function* (world) {
    const { post, sent, probe } = world;
    world.answer = () => reply({}, { status: 503 });
    yield* post("/api/cart", { productId: 1 });
    yield* sleep(100 + 1000 + 2000 + 4000 - 50);
    assertEquals(sent.length, 3);
    yield* sleep(60_000);
    assertEquals([sent.length, probe.degraded()], [5, ["background-sync"]]);
    world.answer = () => reply({}, { status: 400 });
    assertEquals((yield* post("/api/cart", { productId: 2 })).status, 400, "the queue is over");
  }, { offline: [0, 100] });
});

Deno.test("service worker: what was brought longest ago makes room", () => {
  withWorker(function* ({ fetch, sent }) {
    for (const path of ["/static/1", "/static/2", "/static/3", "/static/1"]) yield* fetch(path);
    assertEquals(sent.map(({ path }) => path), ["/static/1", "/static/2", "/static/3", "/static/1"]);
  }, { entries: 2 });
  assertThrows(() => new KeptReplies(0), RangeError, "whole number from 1");
});

Deno.test("stock watch: a client hears of the product it looks at, not of the last one, and not for ever", () => {
  simulate(function* (clock) {
    const channels = new Channels();
    const probe = new RecordingProbe();
    const network = fixedNetwork({ rttMs: 40, broadcastMs: 3 });
    const fetch = stockWatch({ channel: modelledChannel(channels), network, clock, probe })(() =>
      sleepThen(1, () => reply({}))
    );
    const look = (path: string, client: string) => fetch({ method: "GET", path, headers: { "x-client": client } });
    const sell = (productId: number) =>
      channels.publish(`inventory:${productId}`, { channel: "inventory", productId, quantity: 1 });
    yield* look("/products/7", "1");
    yield* look("/products/7", "2");
    yield* look("/static/1", "3");
    assertEquals(sell(7), 2);
    assertEquals(probe.of("delivered").map(({ latencyMs }) => latencyMs), [23, 23]);
    yield* look("/products/8", "1");
    assertEquals([sell(7), sell(8)], [1, 1]);
    yield* sleep(60_001);
    const before = probe.of("delivered").length;
    sell(7);
    assertEquals(probe.of("delivered").length, before);
    assertEquals(sell(7), 0, "who left is not told any more");
    assert(sell(8) === 1);
  });
});
