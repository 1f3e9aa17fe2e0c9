import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { clientCalibration } from "../../src/adapters/sim/client_calibration.ts";
import { constant } from "../../src/adapters/sim/distribution.ts";
import { bMarketplace } from "../../src/designs/registered.ts";
import { all } from "../../src/flow/all.ts";
import { sleep } from "../../src/flow/instructions.ts";
import { shardOf } from "../../src/market/market_sql.ts";
import { sellerOf } from "../../src/market/sellers.ts";
import type { SqlDatabase } from "../../src/ports/sql_database.ts";
import { calibrationWith } from "../support/calibrations.ts";
import { type BuiltStack, withStack } from "../support/stack_world.ts";

const modelled = <Value>(value: Value) => ({ value, source: "a test", kind: "assumed" }) as const;
/** Every time is known, so that steps can be added up. */
const constants = {
  ...calibrationWith({}),
  query: modelled(constant(25)),
  cdn: modelled(constant(2)),
  proxyToApplication: modelled(constant(0.5)),
  clients: {
    ...clientCalibration,
    nameLookup: modelled(constant(20)),
    routing: modelled(constant(10)),
    controller: modelled(constant(20)),
    view: modelled(constant(100)),
    otherWork: modelled(constant(20)),
  },
};

function askAs(built: BuiltStack, client: number, method: "GET" | "POST", path: string, body?: unknown) {
  const headers = { "accept-encoding": "br, gzip", "x-client": String(client) };
  return built.stack.fetch({ method, path, headers, body });
}

Deno.test("b-marketplace: the steps of a page that takes all of them add up to its whole time", () => {
  withStack(bMarketplace, function* (built) {
    const { clock, probe } = built;
    const startedMs = clock.nowMs();
    yield* askAs(built, 1, "GET", "/products/7");
    const steps = new Map(probe.of("step").map(({ step, ms }) => [step as string, ms]));
    assertAlmostEquals(steps.get("total")!, clock.nowMs() - startedMs, 1e-6);
    const expected = { dns: 20, routing: 10, controller: 20, redis: 2, query: 75, view: 100, other: 20, edge: 2 };
    for (const [step, ms] of Object.entries(expected)) assertAlmostEquals(steps.get(step)!, ms, 1e-6, step);
    const names = ["dns", "tcp", "tls", "round-trip", "edge", "compression", "edge-to-origin", "load-balancer"];
    names.push("routing", "controller", "redis", "query", "view", "other", "download");
    const sum = names.reduce((total, name) => total + steps.get(name)!, 0);
    assertAlmostEquals(sum, steps.get("total")!, 1e-6);
    assertEquals(steps.size, names.length + 1);
  }, { calibration: constants });
});

Deno.test("b-marketplace: a page comes from nearer and nearer: database, Redis, edge, service worker", () => {
  withStack(bMarketplace, function* (built) {
    const { ports, probe } = built;
    const regionOf = (client: number) => ports.network!.regionOf(client);
    const inRegion = (region: string) =>
      Array.from({ length: 200 }, (_, client) => client).filter((client) => regionOf(client) === region);
    const [american, neighbour] = inRegion("usa");
    const [european] = inRegion("europe");
    const served = [];
    for (const client of [american!, european!, neighbour!, neighbour!]) {
      served.push((yield* askAs(built, client, "GET", "/products/7")).servedBy);
    }
    assertEquals(served, ["database", "l2", "cdn", "service-worker"]);
    assertEquals(probe.degraded(), []);
  });
});

Deno.test("b-marketplace: a price change reaches a page that is kept everywhere at the latest two visits after a minute", () => {
  withStack(bMarketplace, function* (built) {
    const before = yield* askAs(built, 1, "GET", "/products/7");
    assertEquals((yield* askAs(built, 2, "POST", "/api/products/7", { priceCents: 1 })).status, 204);
    const stale = yield* askAs(built, 1, "GET", "/products/7");
    assertEquals(stale.body?.content, before.body?.content, "the service worker's copy");
    // The edge's copy is fresh for a minute, then given once more while it is fetched anew; so is the service worker's.
    for (let visit = 0; visit < 3; visit++) {
      yield* sleep(61_000);
      yield* askAs(built, 1, "GET", "/products/7");
      yield* sleep(5000);
    }
    const after = yield* askAs(built, 1, "GET", "/products/7");
    assert(after.body?.content !== before.body?.content);
  });
});

Deno.test("b-marketplace: data lies on the shard of its user or seller; writes go to primaries, reads to replicas", () => {
  const asked: { shard: number; replica: number; sql: string; id: number }[] = [];
  withStack(bMarketplace, function* (built) {
    for (let id = 0; id < 12; id++) yield* askAs(built, 1, "GET", `/api/products/${id}`);
    for (let user = 1; user < 9; user++) {
      assertEquals((yield* askAs(built, user, "POST", "/api/cart", { productId: 3, quantity: 1 })).status, 204);
      assertEquals((yield* askAs(built, user, "POST", `/api/stock/${user}`, { delta: -1 })).status, 204);
    }
  }, {
    spoil: (ports) => ({
      ...ports,
      database: (replica, shard) =>
        heard(ports.database(replica, shard), (sql, id) => asked.push({ shard: shard!, replica, sql, id })),
    }),
  });
  assertEquals([...new Set(asked.map(({ shard }) => shard))].sort(), [0, 1, 2, 3]);
  for (const { shard, replica, sql, id } of asked) {
    assertEquals(replica, /^(INSERT|UPDATE)/.test(sql) ? 0 : 1, sql);
    if (sql.includes("categories")) continue;
    const isOfUser = sql.includes("carts") || sql.includes("users");
    assertEquals(shard, shardOf(isOfUser ? id : sellerOf(id), 4), `${sql} ${id}`);
  }
});

Deno.test("b-marketplace: a sale is told to who looks at the product, in half a round trip and the channel's time", () => {
  withStack(bMarketplace, function* (built) {
    yield* askAs(built, 1, "GET", "/products/7");
    yield* askAs(built, 2, "GET", "/products/8");
    yield* askAs(built, 3, "POST", "/api/stock/7", { delta: -1 });
    const delivered = built.probe.of("delivered");
    assertEquals(delivered.length, 1);
    assert(delivered[0]!.latencyMs > built.ports.network!.roundTripMs(1) / 2);
  });
});

Deno.test("b-marketplace: with a server down every request is answered by the other, and it comes back", () => {
  withStack(bMarketplace, function* (built) {
    const { stack, probe, clock } = built;
    stack.setDown(1, true);
    const burst = function* (first: number) {
      const replies = yield* all(
        Array.from({ length: 20 }, (_, index) => askAs(built, index, "GET", `/api/products/${first + index}`)),
      );
      return replies.map(({ status }) => status);
    };
    assertEquals(new Set(yield* burst(0)), new Set([200]));
    yield* sleep(10_000);
    assertEquals(new Set(yield* burst(100)), new Set([200]));
    assertEquals(
      probe.of("degraded").filter(({ component }) => component === "health-check").map(({ reason }) => reason),
      [
        "server 2 is taken out",
      ],
    );
    stack.setDown(1, false);
    yield* sleep(20_000);
    assertEquals(new Set(yield* burst(200)), new Set([200]));
    assertEquals(probe.of("degraded").at(-1)!.reason, "server 2 is back");
    assert(clock.nowMs() > 30_000);
  });
});

Deno.test("b-marketplace: GraphQL refuses who asks too often with 429, and what is too complex with 400", () => {
  withStack(bMarketplace, function* (built) {
    const query = "/graphql?query=productCard&id=";
    const replies = yield* all(Array.from({ length: 60 }, (_, id) => askAs(built, 1, "GET", `${query}${id}`)));
    const count = (status: number) => replies.filter((reply) => reply.status === status).length;
    // Each of the two servers limits for itself: 21 at once each.
    assertEquals([count(200), count(429)], [42, 18]);
    assertEquals((yield* askAs(built, 2, "GET", "/graphql?query=everything&id=1")).status, 400);
    assertEquals((yield* askAs(built, 2, "GET", "/graphql?query=nothing&id=1")).status, 400);
  });
});

Deno.test("b-marketplace: odd writes are refused, none reaches a database", () => {
  withStack(bMarketplace, function* (built) {
    const bodies = [undefined, {}, { productId: -1, quantity: 1 }, { productId: 1, quantity: 0 }, {
      productId: "1",
      quantity: 1,
    }];
    for (const body of bodies) assertEquals((yield* askAs(built, 1, "POST", "/api/cart", body)).status, 400);
    for (const delta of [undefined, 1.5, "1", NaN]) {
      assertEquals((yield* askAs(built, 1, "POST", "/api/stock/1", { delta })).status, 400);
    }
    for (const path of ["/api/cart", "/api/stock/1"]) assertEquals((yield* askAs(built, 1, "GET", path)).status, 405);
    for (const path of ["/products/1", "/categories/1"]) {
      assertEquals((yield* askAs(built, 1, "POST", path)).status, 405);
    }
    assertEquals((yield* askAs(built, 1, "GET", "/health")).status, 204);
    assertEquals(built.probe.of("query"), []);
  });
});

/** A database whose queries are heard. */
function heard(database: SqlDatabase, tell: (sql: string, id: number) => void): SqlDatabase {
  return {
    *connect() {
      const connection = yield* database.connect();
      return {
        query: (sql, params) => {
          tell(sql, Number(params[0]));
          return connection.query(sql, params);
        },
        close: () => connection.close(),
      };
    },
  };
}
