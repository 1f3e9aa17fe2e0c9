import { assertEquals } from "@std/assert";
import { rethrowHalt } from "../../src/flow/halt.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { all } from "../../src/flow/all.ts";
import { sleep } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { EdgeCache, type EdgeCacheOptions } from "../../src/http/edge_cache.ts";
import type { StoredReply } from "../../src/http/stored_reply.ts";
import type { Fetch, HeaderFields, WebReply, WebRequest } from "../../src/ports/http.ts";
import { type RecordingProbe, recordingProbe, reply, request } from "./fixtures.ts";

/** An origin that takes 10 ms, tags its content by version and knows 304; it keeps what it was asked. */
class Origin {
  readonly asked: WebRequest[] = [];
  version = 1;
  headers: HeaderFields;
  failure: "none" | "status" | "throw" = "none";

  constructor(headers: HeaderFields) {
    this.headers = headers;
  }

  readonly fetch: Fetch = (asked) => this.#answer(asked);

  *#answer(asked: WebRequest): Flow<WebReply> {
    this.asked.push(asked);
    const { failure, version } = this;
    yield* sleep(10);
    if (failure === "throw") throw new RangeError("the origin is gone");
    if (failure === "status") return reply({}, { status: 503 });
    const etag = `"v${version}"`;
    if (asked.headers["if-none-match"] === etag) {
      return { status: 304, headers: { ...this.headers, etag }, body: undefined, servedBy: "conditional" };
    }
    return reply({ ...this.headers, etag }, { body: { sizeBytes: 1000, content: version } });
  }
}

interface Bench {
  readonly clock: Clock;
  readonly edge: EdgeCache;
  readonly origin: Origin;
  readonly probe: RecordingProbe;
  readonly store: Map<string, StoredReply>;
  readonly get: (path?: string, headers?: HeaderFields) => Flow<WebReply>;
}

function bench(
  headers: HeaderFields,
  body: (bench: Bench) => Flow<void>,
  options: Partial<EdgeCacheOptions> = {},
): void {
  simulate(function* (clock) {
    const probe = recordingProbe();
    const store = new Map<string, StoredReply>();
    const origin = new Origin(headers);
    const edge = new EdgeCache({ name: "cdn", store, clock, probe, ...options });
    const fetch = edge.tier(origin.fetch);
    const get = function* (path = "/", fields: HeaderFields = {}): Flow<WebReply> {
      return yield* fetch(request(path, fields));
    };
    yield* body({ clock, edge, origin, probe, store, get });
  });
}

const outcomes = (probe: RecordingProbe) => probe.of("lookup").map(({ outcome }) => outcome);

Deno.test("fresh: served from the edge with its age, without time", () => {
  bench({ "cache-control": "max-age=60" }, function* ({ clock, get, origin, probe }) {
    assertEquals((yield* get()).servedBy, "application");
    yield* sleep(5000);
    const before = clock.nowMs();
    const hit = yield* get();
    assertEquals([hit.servedBy, hit.headers.age, clock.nowMs() - before], ["cdn", "5", 0]);
    assertEquals([origin.asked.length, outcomes(probe)], [1, ["miss", "hit"]]);
  });
});

Deno.test("s-maxage goes before max-age; an Age from upstream counts", () => {
  bench({ "cache-control": "max-age=600, s-maxage=20", age: "15" }, function* ({ get, origin }) {
    yield* get();
    yield* sleep(4980);
    assertEquals((yield* get()).headers.age, "19");
    yield* sleep(10);
    yield* get();
    assertEquals(origin.asked.length, 2);
  });
});

Deno.test("stale and not to be served stale: validated; a 304 makes it fresh again, a 200 replaces it", () => {
  bench({ "cache-control": "max-age=10, must-revalidate" }, function* ({ get, origin, probe }) {
    yield* get();
    yield* sleep(10_000);
    const validated = yield* get();
    assertEquals(origin.asked[1]?.headers["if-none-match"], '"v1"');
    assertEquals([validated.status, validated.body?.content, validated.servedBy], [200, 1, "conditional"]);
    assertEquals((yield* get()).servedBy, "cdn");
    origin.version = 2;
    yield* sleep(10_000);
    assertEquals((yield* get()).body?.content, 2);
    assertEquals(outcomes(probe), ["miss", "miss", "hit", "miss"]);
  });
});

Deno.test("max-age=0 is stored for its validator: the origin is asked each time and sends no content", () => {
  bench({ "cache-control": "public, max-age=0, must-revalidate" }, function* ({ get, origin }) {
    for (let index = 0; index < 3; index++) assertEquals((yield* get()).body?.content, 1);
    assertEquals(origin.asked.map(({ headers }) => headers["if-none-match"]), [undefined, '"v1"', '"v1"']);
  });
});

Deno.test("stale-while-revalidate serves at once and refreshes once behind", () => {
  bench({ "cache-control": "max-age=10, stale-while-revalidate=60" }, function* ({ clock, get, origin, probe }) {
    yield* get();
    origin.version = 2;
    yield* sleep(15_000);
    const before = clock.nowMs();
    const stale = yield* all([get(), get(), get()]);
    assertEquals([stale.map(({ body }) => body?.content), clock.nowMs() - before], [[1, 1, 1], 0]);
    yield* sleep(20);
    assertEquals([(yield* get()).body?.content, origin.asked.length], [2, 2]);
    assertEquals(outcomes(probe), ["miss", "stale", "stale", "stale", "hit"]);
  });
});

Deno.test("a refresh that fails behind a stale reply hurts nobody and is tried again", () => {
  bench({ "cache-control": "max-age=1, stale-while-revalidate=60" }, function* ({ get, origin, probe }) {
    yield* get();
    origin.failure = "throw";
    yield* sleep(2000);
    assertEquals((yield* get()).servedBy, "cdn");
    yield* sleep(100);
    assertEquals((yield* get()).servedBy, "cdn");
    yield* sleep(100);
    assertEquals([origin.asked.length, probe.of("degraded").length], [3, 2]);
  });
});

Deno.test("past stale-while-revalidate everybody waits for the origin", () => {
  bench({ "cache-control": "max-age=1, stale-while-revalidate=1" }, function* ({ get, origin }) {
    yield* get();
    origin.version = 2;
    yield* sleep(2000);
    assertEquals((yield* get()).body?.content, 2);
  });
});

for (const failure of ["status", "throw"] as const) {
  Deno.test(`stale-if-error serves what is stored when the origin fails by ${failure}, up to its limit`, () => {
    bench({ "cache-control": "max-age=10, stale-if-error=60" }, function* ({ get, origin, probe }) {
      yield* get();
      origin.failure = failure;
      yield* sleep(20_000);
      const stale = yield* get();
      assertEquals([stale.status, stale.servedBy, outcomes(probe)], [200, "cdn", ["miss", "stale"]]);
      assertEquals(probe.of("degraded").length, 1);
      yield* sleep(60_000);
      let outcome = "";
      try {
        outcome = String((yield* get()).status);
      } catch (error) {
        rethrowHalt(error);
        outcome = error instanceof Error ? error.message : "";
      }
      assertEquals(outcome, failure === "status" ? "503" : "the origin is gone");
    });
  });
}

Deno.test("who misses together shares one request", () => {
  bench({ "cache-control": "max-age=60" }, function* ({ get, origin, probe }) {
    const replies = yield* all(Array.from({ length: 20 }, () => get()));
    assertEquals([replies.length, origin.asked.length], [20, 1]);
    assertEquals(outcomes(probe), Array.from({ length: 20 }, () => "miss"));
  });
});

Deno.test("a private reply is shared with nobody, not stored, and its path is then passed without queueing", () => {
  bench({ "cache-control": "private, no-cache" }, function* ({ clock, get, origin, probe, store }) {
    yield* all([get(), get(), get()]);
    assertEquals([origin.asked.length, store.size], [3, 0]);
    const before = clock.nowMs();
    yield* all([get(), get(), get()]);
    assertEquals([origin.asked.length, clock.nowMs() - before], [6, 10]);
    assertEquals(outcomes(probe).slice(3), ["bypass", "bypass", "bypass"]);
    origin.headers = { "cache-control": "max-age=60" };
    yield* sleep(120_000);
    yield* get();
    assertEquals((yield* get()).servedBy, "cdn");
  });
});

const NOT_STORED: readonly [string, HeaderFields][] = [
  ["no-store", { "cache-control": "no-store, max-age=60" }],
  ["private", { "cache-control": "private, s-maxage=60" }],
  ["Set-Cookie", { "cache-control": "max-age=60", "set-cookie": "a=b" }],
  ["Vary: *", { "cache-control": "max-age=60", vary: "*" }],
  ["Vary: Cookie", { "cache-control": "max-age=60", vary: "Accept-Encoding, Cookie" }],
];
for (const [what, headers] of NOT_STORED) {
  Deno.test(`a reply with ${what} is not stored`, () => {
    bench(headers, function* ({ get, store }) {
      yield* get();
      assertEquals(store.size, 0);
    });
  });
}

Deno.test("what varies by Accept-Encoding is held once a class, what does not vary once", () => {
  bench({ "cache-control": "max-age=60", vary: "Accept-Encoding" }, function* ({ get, origin, store }) {
    for (const accepted of ["gzip, deflate, br", "br, gzip", "gzip"]) yield* get("/", { "accept-encoding": accepted });
    yield* get();
    assertEquals([origin.asked.length, store.size], [3, 3]);
    origin.headers = { "cache-control": "max-age=60" };
    yield* get("/image", { "accept-encoding": "gzip" });
    yield* get("/image", { "accept-encoding": "br" });
    assertEquals([origin.asked.length, store.size], [4, 4]);
  });
});

Deno.test("a client cannot fill the cache with classes, nor pretend to be in one", () => {
  bench({ "cache-control": "max-age=60", vary: "accept-encoding" }, function* ({ get, origin, store }) {
    for (let q = 0; q < 200; q++) yield* get("/", { "accept-encoding": `gzip;q=0.${q}` });
    assertEquals([store.size, origin.asked.length], [63, 200]);
  });
  bench({ "cache-control": "max-age=60", vary: "accept-encoding" }, function* ({ get, origin }) {
    yield* get("/", { "accept-encoding": "br+gzip" });
    yield* get("/", { "accept-encoding": "br, gzip" });
    assertEquals(origin.asked.length, 2);
  });
});

Deno.test("a client's condition is answered at the edge, on a hit and on a miss; the origin is asked for the whole", () => {
  bench({ "cache-control": "max-age=60", "content-type": "text/html" }, function* ({ get, origin }) {
    const condition = { "if-none-match": 'W/"v1"' };
    for (const servedBy of ["application", "cdn"]) {
      const { status, headers, ...rest } = yield* get("/", condition);
      assertEquals([status, headers.etag, rest.servedBy, rest.body], [304, 'W/"v1"', servedBy, undefined]);
    }
    assertEquals(origin.asked.map(({ headers }) => headers), [{}]);
  });
});

Deno.test("HEAD is answered from a stored GET; range and authorization go by", () => {
  bench({ "cache-control": "max-age=60" }, function* ({ edge, get, origin, probe }) {
    yield* get();
    const head = yield* edge.tier(origin.fetch)(request("/", {}, "HEAD"));
    assertEquals([head.servedBy, head.body, head.headers.etag], ["cdn", undefined, '"v1"']);
    yield* get("/", { range: "bytes=0-9" });
    yield* get("/", { authorization: "Bearer x" });
    assertEquals([origin.asked.length, outcomes(probe)], [3, ["miss", "hit", "bypass", "bypass"]]);
  });
});

Deno.test("a mutation that succeeds takes out its path and its Location, one that fails does not", () => {
  bench({ "cache-control": "max-age=60", location: "/other" }, function* ({ edge, get, origin }) {
    const post = () => edge.tier(origin.fetch)(request("/", {}, "POST"));
    const accepted = { "accept-encoding": "br" };
    yield* all([get("/", accepted), get("/other"), get("/third")]);
    origin.failure = "status";
    yield* post();
    origin.failure = "none";
    assertEquals((yield* get("/", accepted)).servedBy, "cdn");
    yield* post();
    assertEquals((yield* get("/", accepted)).servedBy, "application");
    assertEquals((yield* get("/other")).servedBy, "application");
    assertEquals((yield* get("/third")).servedBy, "cdn");
  });
});

Deno.test("what a purge overtakes is not stored, and newcomers do not wait for it", () => {
  bench({ "cache-control": "max-age=60", "surrogate-key": "p7 shop" }, function* ({ edge, get, origin }) {
    const purges = [() => edge.purge("/"), () => edge.purgeByTag("p7")];
    for (const purge of purges) {
      yield* all<unknown>([
        get(),
        (function* () {
          yield* sleep(5);
          origin.version++;
          purge();
        })(),
      ]);
      assertEquals((yield* get()).body?.content, origin.version);
      purge();
    }
  });
});

Deno.test("purge by surrogate key takes out what lists it and nothing else", () => {
  bench({ "cache-control": "max-age=60", "surrogate-key": "product-7  shop" }, function* ({ edge, get, origin }) {
    yield* get("/7");
    origin.headers = { "cache-control": "max-age=60", "surrogate-key": "product-70" };
    yield* get("/70");
    edge.purgeByTag("product-7");
    assertEquals([(yield* get("/7")).servedBy, (yield* get("/70")).servedBy], ["application", "cdn"]);
  });
});

Deno.test("a store that fails is a miss, and is told", () => {
  const fail = () => {
    throw new RangeError("disk full");
  };
  const store = { get: fail, set: fail, delete: fail };
  bench({ "cache-control": "max-age=60" }, function* ({ get, probe }) {
    assertEquals((yield* get()).status, 200);
    assertEquals((yield* get()).status, 200);
    assertEquals(probe.of("degraded")[0], {
      kind: "degraded",
      component: "cdn",
      reason: "the store failed: disk full",
    });
  }, { store });
});

Deno.test("defaults speak for replies that say nothing, but not for errors", () => {
  const defaults = { freshMs: 5000 };
  bench({}, function* ({ get }) {
    yield* get();
    assertEquals((yield* get()).servedBy, "cdn");
  }, { defaults });
  bench({}, function* ({ get, origin, store }) {
    origin.failure = "status";
    yield* get();
    assertEquals(store.size, 0);
  }, { defaults });
});
