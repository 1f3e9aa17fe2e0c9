import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "graphql";
import { CacheStrategy } from "../../src/cache/strategy.ts";
import { ConnectionPool } from "../../src/database/connection_pool.ts";
import { DatabaseOptimizer } from "../../src/database/optimizer.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import { immediate, sleepThen } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { BatchLoader } from "../../src/market/batch_loader.ts";
import { Channels } from "../../src/market/channels.ts";
import { graphqlEndpoint } from "../../src/market/graphql/endpoint.ts";
import { PERSISTED_TEXTS } from "../../src/market/graphql/persisted.ts";
import { prepare } from "../../src/market/graphql/prepared.ts";
import { marketSchema } from "../../src/market/graphql/schema.ts";
import { MarketData } from "../../src/market/market_data.ts";
import { MARKET_SQL, shardOf } from "../../src/market/market_sql.ts";
import { sellerOf } from "../../src/market/sellers.ts";
import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import type { Row, SqlValue } from "../../src/ports/sql_database.ts";
import { CacheWorld } from "../support/cache_world.ts";
import { FakeDatabase } from "../support/fake_database.ts";
import { RecordingProbe } from "../support/recording_probe.ts";
import { Tags } from "../../src/cache/tags.ts";

const SHARDS = 4;

interface World {
  /** Answers a POST: its status and its decoded body. */
  ask(query: string, variables?: Record<string, unknown>): Flow<{ status: number; json: unknown }>;
  /** Statements by shard, without those of sessions. */
  readonly asked: string[][];
}

function withEndpoint(run: (world: World) => Flow<void>): void {
  simulate(function* (clock) {
    const asked: string[][] = Array.from({ length: SHARDS }, () => []);
    const probe = new RecordingProbe();
    const tags = new Tags({ bus: undefined, probe });
    const carts = new Map<string, number>();
    const shards = asked.map((statements) => {
      const database = new FakeDatabase({
        answer: (sql, params) => {
          if (sql !== MARKET_SQL.user) statements.push(sql);
          return rowsOf(sql, params, carts);
        },
      });
      return new DatabaseOptimizer({ clock, probe, primary: new ConnectionPool({ database, clock, probe }) });
    });
    const { store } = new CacheWorld(clock);
    const cache = new CacheStrategy({
      ...{ clock, probe, tags, l1TtlMs: 1, defaultTtlMs: 60_000 },
      l2: store.view("market"),
      names: { l1: "l1", l2: "l2" },
    });
    const data = new MarketData({ cache, shards, batchWindowMs: 5 });
    let rendered: unknown;
    const fetch = graphqlEndpoint({
      data,
      mostComplexity: 200,
      content: {
        render: (_, answer, sizeBytes) => {
          rendered = answer;
          return immediate({ sizeBytes, content: 1 });
        },
        compress: (body) => immediate(body),
        entityTag: () => immediate('"1"'),
      },
    });
    yield* run({
      asked,
      *ask(query, variables) {
        const reply = yield* fetch({
          method: "POST",
          path: "/graphql",
          headers: { "x-client": "9" },
          body: { query, variables },
        });
        const { body } = reply;
        const content = body?.content;
        const json = content instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(content)) : rendered;
        return { status: reply.status, json };
      },
    });
  });
}

function rowsOf(sql: string, params: readonly SqlValue[], carts: Map<string, number>): readonly Row[] {
  const id = Number(params[0]);
  switch (sql) {
    case MARKET_SQL.products:
      return String(params[0]).split(",").map(Number).filter((one) => one < 1000)
        .map((one) => ({ id: one, name: `product ${one}`, price_cents: one * 100, version: 0 }));
    case MARKET_SQL.user:
      return [{ id, name: `user ${id}` }];
    case MARKET_SQL.stock:
      return [{ id, quantity: 5 }];
    case SHOP_SQL.reviews:
      return [{ reviews: 3 }];
    case MARKET_SQL.cart:
      return [...carts].map(([key, quantity]) => ({ id: Number(key), quantity }));
    case MARKET_SQL.addToCart:
      carts.set(String(params[1]), (carts.get(String(params[1])) ?? 0) + Number(params[2]));
      return [];
    default:
      return [];
  }
}

Deno.test("graphql: a query gets what it asks for, with aliases, fragments and directives", () => {
  withEndpoint(function* ({ ask }) {
    const query = `
      query ($id: Int!, $no: Boolean!) {
        mine: product(id: $id) { ...card stock seller { name } reviewCount @skip(if: $no) }
        none: product(id: 5000) { name }
        __typename
      }
      fragment card on Product { id ... on Product { name } price: priceCents }`;
    assertEquals(yield* ask(query, { id: 7, no: true }), {
      status: 200,
      json: {
        data: {
          mine: { id: 7, name: "product 7", price: 700, stock: 5, seller: { name: `user ${sellerOf(7)}` } },
          none: null,
          __typename: "Query",
        },
      },
    });
  });
});

Deno.test("graphql: products that are asked for together are one query a shard, and then come from Redis", () => {
  withEndpoint(function* ({ ask, asked }) {
    const ids = Array.from({ length: 20 }, (_, index) => index);
    const query = "query ($ids: [Int!]!) { products(ids: $ids) { id } }";
    const { json } = yield* ask(query, { ids });
    assertEquals(json, { data: { products: ids.map((id) => ({ id })) } });
    const wanted = Array.from(
      { length: SHARDS },
      (_, shard) => ids.some((id) => shardOf(sellerOf(id), SHARDS) === shard) ? [MARKET_SQL.products] : [],
    );
    assertEquals(asked, wanted);
    yield* ask(query, { ids });
    assertEquals(asked, wanted);
  });
});

Deno.test("graphql: a mutation is done before it answers, its fields in their order", () => {
  withEndpoint(function* ({ ask }) {
    const { json } = yield* ask(`mutation {
      one: addToCart(productId: 3, quantity: 2) { items { quantity product { name } } }
      two: addToCart(productId: 3, quantity: 1) { items { quantity } }
    }`);
    assertEquals(json, {
      data: {
        one: { items: [{ quantity: 2, product: { name: "product 3" } }] },
        two: { items: [{ quantity: 3 }] },
      },
    });
  });
});

Deno.test("graphql: what may not run is refused with its reason, and reaches no database", () => {
  withEndpoint(function* ({ ask, asked }) {
    const cases: [string, Record<string, unknown>, string][] = [
      ["query {", {}, "SYNTAX"],
      ["{ product(id: 1) { secret } }", {}, "INVALID"],
      ["{ product { id } }", {}, "INVALID"],
      ["query ($id: Int!) { product(id: $id) { id } }", {}, "INVALID"],
      ["query ($id: Int!) { product(id: $id) { id } }", { id: "seven" }, "INVALID"],
      ["query a { cart { items { quantity } } } query b { cart { items { quantity } } }", {}, "INVALID"],
      ["subscription { stockChanged(productId: 1) { quantity } }", {}, "INVALID"],
      [PERSISTED_TEXTS.everything, { id: 1 }, "TOO-COMPLEX"],
      ["{ product(id: 1) { ...again } } fragment again on Product { related { ...again } }", {}, "INVALID"],
      [`{ ${"a".repeat(20_001)} }`, {}, "SYNTAX"],
    ];
    for (const [query, variables, code] of cases) {
      const { status, json } = yield* ask(query, variables);
      const { errors } = json as { errors: { message: string; extensions: { code: string } }[] };
      assertEquals([status, errors[0]!.extensions.code], [400, code], query);
      assert(errors[0]!.message.length > 0 && errors.length <= 5);
    }
    assertEquals(asked.flat(), []);
  });
});

Deno.test("graphql: complexity counts fields, and a list's once for each of its items", () => {
  const cost = (query: string) => {
    const prepared = prepare(query, marketSchema, 1e9);
    return prepared.kind === "ready" ? prepared.complexity : -1;
  };
  assertEquals(cost("{ product(id: 1) { id name } }"), 3);
  assertEquals(cost("{ product(id: 1) { related(first: 5) { id name } } }"), 2 + 5 * 2);
  assertEquals(cost("{ product(id: 1) { related { id } } }"), 2 + 10);
  assertEquals(cost("{ product(id: 1) { ...f } } fragment f on Product { related(first: 3) { id } }"), 2 + 3);
  assertEquals(cost(PERSISTED_TEXTS.everything), 1 + 1 + 50 * (1 + 50 * 3));
  for (const text of Object.values(PERSISTED_TEXTS)) parse(text);
});

Deno.test("batch loader: a full batch is closed, a failure reaches all who wait for it and no one later", () => {
  simulate(function* () {
    const batches: number[][] = [];
    let fails = false;
    const loader = new BatchLoader<number, number>({
      windowMs: 2,
      most: 3,
      fetch: (keys) => {
        batches.push([...keys]);
        if (fails) throw new RangeError("Cannot load: the test must let it: received a failure");
        return sleepThen(1, () => new Map(keys.filter((key) => key < 10).map((key) => [key, key * 2])));
      },
    });
    assertEquals(yield* all([1, 2, 3, 4, 40].map((key) => loader.load(key))), [2, 4, 6, 8, undefined]);
    assertEquals(batches, [[1, 2, 3], [4, 40]]);
    fails = true;
    const tried = (key: number): Flow<string> =>
      (function* () {
        try {
          yield* loader.load(key);
          return "loaded";
        } catch (error) {
          rethrowHalt(error);
          return error instanceof RangeError ? "failed" : "odd";
        }
      })();
    assertEquals(yield* all([tried(5), tried(6)]), ["failed", "failed"]);
    fails = false;
    assertEquals(yield* tried(5), "loaded");
  });
  assertThrows(() => new BatchLoader({ windowMs: -1, fetch: () => immediate(new Map()) }), RangeError, "window");
});

Deno.test("channels: a listener that fails is told of, and keeps nobody else from hearing", () => {
  const errors: unknown[] = [];
  const channels = new Channels({ onError: (error) => errors.push(error) });
  const heard: string[] = [];
  channels.subscribe("cart:1", () => {
    throw new RangeError("Cannot listen: the test must let it: received a failure");
  });
  const leave = channels.subscribe("cart:1", (message) => heard.push(message.channel));
  assertEquals(channels.publish("cart:1", { channel: "cart", userId: 1 }), 2);
  leave();
  leave();
  assertEquals(channels.publish("cart:1", { channel: "cart", userId: 1 }), 1);
  assertEquals([heard, errors.length], [["cart"], 2]);
});
