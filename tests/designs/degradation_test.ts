import { assert, assertEquals } from "@std/assert";
import type { SimulatedPorts } from "../../src/adapters/sim/simulated_ports.ts";
import { aProduction, aStaging } from "../../src/designs/registered.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import { sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import type { Probe } from "../../src/ports/probe.ts";
import type { BuiltStack, StackOptions } from "../support/stack_world.ts";
import { withStack } from "../support/stack_world.ts";

// Architecture A, "graceful degradation": every component may be off or fail; the rest goes on.

const PATHS = ["/products/7", "/api/products/7", "/categories/3", "/static/2", "/images/4"];

/** Asks for everything twice, changes a price, and asks again: all must be served, with the new price. */
function* tour({ get, post }: BuiltStack): Flow<void> {
  const contents = new Map<string, unknown>();
  for (let turn = 0; turn < 2; turn++) {
    for (const path of PATHS) {
      const reply = yield* get(path);
      assertEquals(reply.status, 200, path);
      contents.set(path, reply.body?.content);
    }
  }
  assertEquals((yield* post(7, 500)).status, 204);
  yield* sleep(50);
  for (const path of PATHS) {
    const reply = yield* get(path);
    assertEquals(reply.status, 200, path);
    const isOfProduct = path.endsWith("products/7");
    assertEquals(reply.body?.content === contents.get(path), !isOfProduct, `${path} after the change`);
  }
}

const PARTS = ["l1", "l2", "queryCache", "compression", "cdn", "reverseProxy"] as const;

function without(...parts: (typeof PARTS)[number][]): DesignConfig {
  const config: DesignConfig = { ...aProduction };
  for (const part of parts) delete config[part];
  return config;
}

const OFF: Readonly<Record<string, DesignConfig>> = {
  ...Object.fromEntries(PARTS.map((part) => [part, without(part)])),
  validators: { ...aProduction, validators: false },
  "l1 and l2": without("l1", "l2"),
  "every cache": without("l1", "l2", "queryCache", "cdn"),
  "everything that can be": { ...without(...PARTS), validators: false, instances: 1 },
  "replicas and all instances but one": {
    ...aProduction,
    instances: 1,
    database: { ...aProduction.database, replicas: 0 },
  },
};

for (const [what, config] of Object.entries(OFF)) {
  Deno.test(`degradation: with ${what} switched off the rest serves`, () => {
    withStack(config, function* (built) {
      yield* tour(built);
      assertEquals(built.probe.degraded(), []);
      const tiers = new Set(built.probe.of("lookup").map((event) => event.tier));
      assertEquals(tiers.has("l1"), config.l1 !== undefined);
      assertEquals(tiers.has("l2"), config.l2 !== undefined);
      assertEquals(tiers.has("query-cache"), config.queryCache !== undefined);
      assertEquals(tiers.has("cdn"), config.cdn !== undefined);
    });
  });
}

const fails = (): never => {
  throw new RangeError("broken on purpose");
};
const brokenStore = { get: fails, set: fails, delete: fails, clear: fails };
const brokenBus = { raise: fails, announce: fails, position: fails, sequence: fails, subscribe: () => () => {} };
const spoilt = (change: (ports: SimulatedPorts) => Partial<SimulatedPorts>) => (ports: SimulatedPorts) => {
  return { ...ports, ...change(ports) };
};

interface Failing {
  readonly component: string;
  readonly options: StackOptions;
  readonly begin?: (ports: SimulatedPorts) => void;
}

const FAILING: Readonly<Record<string, Failing>> = {
  "the shared store does not answer": {
    component: "l2",
    options: {},
    begin: (ports) => ports.faults.sharedStore(true),
  },
  "the shared store throws": {
    component: "l2",
    options: { spoil: spoilt(() => ({ sharedStore: () => brokenStore })) },
  },
  "the query cache's shared store throws": {
    component: "query-cache",
    options: {
      spoil: spoilt((ports) => ({ sharedStore: (name) => name === "query" ? brokenStore : ports.sharedStore(name) })),
    },
  },
  "the tag bus throws": { component: "tags", options: { spoil: spoilt(() => ({ tagBus: () => brokenBus })) } },
  "codecs throw": { component: "compression", options: {}, begin: (ports) => ports.faults.content(true) },
  "hashes throw": { component: "entity-tags", options: {}, begin: (ports) => ports.faults.content(true) },
};

for (const [name, config] of Object.entries({ aStaging, aProduction })) {
  for (const [what, { component, options, begin }] of Object.entries(FAILING)) {
    Deno.test(`degradation, ${name}: when ${what} the rest serves, and the probe hears of it`, () => {
      // Without a bus nothing tells the other instances: then the promise is one instance's.
      const own = component === "tags" ? { ...config, instances: 1 } : config;
      withStack(own, function* (built) {
        begin?.(built.ports);
        yield* tour(built);
        assert(built.probe.degraded().includes(component), built.probe.degraded().join());
      }, options);
    });
  }

  Deno.test(`degradation, ${name}: a monitor that throws at every event changes nothing`, () => {
    withStack(config, (built) => tour(built), { probe: { emit: fails } satisfies Probe });
  });

  Deno.test(`degradation, ${name}: a part that breaks in the middle of the traffic and comes back is used again`, () => {
    withStack(config, function* (built) {
      const { ports, get, stack, probe } = built;
      yield* get("/products/7");
      yield* sleep(100);
      ports.faults.sharedStore(true);
      stack.restart();
      for (let id = 100; id < 120; id++) assertEquals((yield* get(`/products/${id}`)).status, 200);
      ports.faults.sharedStore(false);
      yield* sleep(1100);
      // The first readers find out in the background, and wait for nothing.
      for (let turn = 0; turn < config.instances; turn++) yield* get("/products/8");
      yield* sleep(100);
      const hits = () => probe.outcomes("l2").filter((outcome) => outcome === "hit").length;
      const hitsBefore = hits();
      for (let turn = 0; turn < config.instances; turn++) yield* get("/products/7");
      assertEquals(hits() - hitsBefore, config.instances);
      assertEquals(probe.degraded().includes("application"), false);
    });
  });

  Deno.test(`degradation, ${name}: with the database gone, what is cached is served; the rest is a 500 that nobody keeps`, () => {
    let isDown = false;
    const spoil = spoilt((ports) => ({
      database: (replica) => ({
        *connect() {
          const connection = yield* ports.database(replica).connect();
          return { ...connection, query: (sql, params) => isDown ? fails() : connection.query(sql, params) };
        },
      }),
    }));
    withStack(config, function* ({ get, post, probe }) {
      for (let turn = 0; turn < 4; turn++) yield* get("/products/7");
      isDown = true;
      assertEquals([(yield* get("/products/7")).status, (yield* get("/products/8")).status], [200, 500]);
      assertEquals([(yield* post(7, 1)).status, (yield* get("/static/1")).status], [500, 200]);
      assert(probe.degraded().includes("application"));
      isDown = false;
      assertEquals([(yield* get("/products/8")).status, (yield* post(7, 1)).status], [200, 204]);
    }, { spoil });
  });

  Deno.test(`degradation, ${name}: static files that fail fail alone`, () => {
    withStack(config, function* ({ get }) {
      assertEquals((yield* get("/static/1")).status, 500);
      assertEquals((yield* get("/products/1")).status, 200);
    }, { spoil: spoilt(() => ({ files: fails })) });
  });
}

Deno.test("degradation: an application without a free connection says 503, and recovers", () => {
  const config: DesignConfig = { ...aStaging, database: { ...aStaging.database, connections: 1 } };
  const spoil = spoilt(() => ({
    database: () => ({
      *connect() {
        yield* sleep(0);
        return {
          *query() {
            yield* sleep(6000);
            return { rows: [{ id: 1, version: 0 }], sizeBytes: 10 };
          },
          close: () => {},
        };
      },
    }),
  }));
  withStack(config, function* ({ stack, get, probe }) {
    const first = yield* spawn(get("/api/products/1"));
    yield* sleep(100);
    const second = yield* get("/api/products/2");
    assertEquals([second.status, (yield* first).status], [503, 200]);
    assert(probe.degraded().includes("application"));
    stack.audit();
  }, { spoil });
});
