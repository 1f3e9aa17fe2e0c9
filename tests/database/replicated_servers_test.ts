import { assert, assertEquals } from "@std/assert";
import { constant, logNormal } from "../../src/adapters/sim/distribution.ts";
import { type RunStatement, SimulatedCluster } from "../../src/adapters/sim/simulated_cluster.ts";
import { Random } from "../../src/base/random.ts";
import { BoundedStore } from "../../src/cache/bounded_store.ts";
import { CacheStrategy, type Entry } from "../../src/cache/strategy.ts";
import { Tags } from "../../src/cache/tags.ts";
import { ConnectionPool } from "../../src/database/connection_pool.ts";
import { DatabaseOptimizer, type WriteSession } from "../../src/database/optimizer.ts";
import {
  PrimaryUnavailable,
  ReplicatedServers,
  type ReplicatedServersOptions,
} from "../../src/database/replicated_servers.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import type { SqlResult } from "../../src/ports/sql_database.ts";
import { RecordingProbe } from "../support/recording_probe.ts";

const READ = "SELECT n FROM counters WHERE id = $1";
const WRITE = "UPDATE counters SET n = $2 WHERE id = $1";

function tables(): RunStatement {
  const values = new Map<number, number>();
  return (sql, [id, n]): SqlResult => {
    if (sql === WRITE) values.set(Number(id), Number(n));
    return { rows: sql === READ ? [{ n: values.get(Number(id)) ?? 0 }] : [], sizeBytes: 8 };
  };
}

function parts(
  clock: Clock,
  options:
    & { lagMs?: [number, number]; seed?: number; isSynchronous?: boolean; hasCache?: boolean; replicas?: number }
    & Partial<Omit<ReplicatedServersOptions, "replicas" | "primary">> = {},
) {
  const { lagMs = [5, 50], seed = 1, replicas = 2 } = options;
  const probe = new RecordingProbe();
  const cluster = new SimulatedCluster({
    clock,
    random: new Random(seed),
    replicas,
    tables,
    isWrite: (sql) => sql === WRITE,
    service: logNormal(0.5, 3),
    lag: lagMs[0] === lagMs[1] ? constant(lagMs[0]) : logNormal(...lagMs),
    isSynchronous: options.isSynchronous ?? true,
    promotion: constant(150),
  });
  const node = (index: number) => {
    const database = cluster.database(index);
    return {
      name: `server ${index}`,
      database,
      pool: new ConnectionPool({ database, clock, probe, maxConnections: 20 }),
    };
  };
  const [primary, ...others] = Array.from({ length: replicas + 1 }, (_, index) => node(index));
  const servers = new ReplicatedServers({ ...options, clock, probe, primary: primary!, replicas: others });
  const tags = new Tags({ bus: undefined, probe });
  const l1 = new BoundedStore<Entry>({ maxEntries: 100, random: new Random(1) });
  const names = { l1: "query-cache", l2: "query-cache" };
  const cache = options.hasCache === true
    ? new CacheStrategy({ clock, probe, tags, l1, l1TtlMs: 3_600_000, defaultTtlMs: 180_000, names })
    : undefined;
  const optimizer = new DatabaseOptimizer({ clock, probe, primary: primary!.pool, servers, cache, tags });
  return { cluster, servers, optimizer, probe, pools: servers.all };
}

Deno.test("replicas: reads go to those that are near enough, otherwise to the primary", () => {
  simulate(function* (clock) {
    const { optimizer, servers, pools } = parts(clock, {
      lagMs: [2000, 2000],
      isSynchronous: false,
      maxStalenessMs: 500,
    });
    yield* spawn(servers.watch());
    yield* sleep(300);
    for (let turn = 0; turn < 6; turn++) yield* optimizer.executeWithStats(READ, [1]);
    assertEquals(pools.map((pool) => pool.stats().lent), [0, 3, 3]);
    // The replicas lack this for two seconds: half a second later they are too stale.
    yield* optimizer.executeWithStats(WRITE, [1, 7]);
    yield* sleep(900);
    assertEquals((yield* optimizer.executeWithStats(READ, [1])).rows, [{ n: 7 }]);
    assertEquals(pools.map((pool) => pool.stats().lent), [2, 3, 3]);
    yield* sleep(2000);
    assertEquals((yield* optimizer.executeWithStats(READ, [1])).rows, [{ n: 7 }]);
    assertEquals(pools.map((pool) => pool.stats().lent)[0], 2);
  });
});

Deno.test("replicas: who wrote reads what was written, whatever the lag; others may see what was before", () => {
  simulate(function* (clock) {
    const { optimizer, servers } = parts(clock, { lagMs: [20, 400], isSynchronous: false });
    yield* spawn(servers.watch());
    yield* sleep(300);
    let staleForOthers = 0;
    yield* all(Array.from({ length: 20 }, (_, id) =>
      (function* (): Flow<void> {
        const session: WriteSession = {};
        for (let n = 1; n <= 30; n++) {
          yield* optimizer.executeWithStats(WRITE, [id, n], { session });
          const own = yield* optimizer.executeWithStats(READ, [id], { session });
          assertEquals(own.rows, [{ n }]);
          const others = yield* optimizer.executeWithStats(READ, [id]);
          if (others.rows[0]!["n"] !== n) staleForOthers++;
          yield* sleep(37);
        }
      })()));
    assert(staleForOthers > 50, `${staleForOthers}: the test must be able to see a lag`);
  });
});

Deno.test("replicas: the query cache is never filled with what a replica had before a write", () => {
  simulate(function* (clock) {
    const { optimizer, servers, probe } = parts(clock, {
      lagMs: [20, 400],
      isSynchronous: false,
      hasCache: true,
      maxStalenessMs: 600,
    });
    yield* spawn(servers.watch());
    yield* sleep(300);
    const random = new Random(5);
    for (let n = 1; n <= 200; n++) {
      yield* optimizer.executeWithStats(WRITE, [1, n]);
      for (let turn = 0; turn < 5; turn++) {
        assertEquals((yield* optimizer.executeWithStats(READ, [1])).rows, [{ n }], `after write ${n}`);
        yield* sleep(random.below(300));
      }
    }
    assert(probe.outcomes("query-cache").filter((outcome) => outcome === "hit").length > 400);
  });
});

for (const seed of [1, 2, 3, 4, 5]) {
  Deno.test(`failover: reads never stop, writes resume, no acknowledged write is lost (seed ${seed})`, () => {
    simulate(function* (clock) {
      const { optimizer, servers, cluster, probe } = parts(clock, { seed, lagMs: [1, 8], replicas: 1 });
      yield* spawn(servers.watch());
      yield* sleep(300);
      const acknowledged = new Map<number, number>();
      const errors = { reads: 0, writes: 0 };
      let killedMs = Infinity;
      let resumedMs = Infinity;
      const reader = function* (): Flow<void> {
        while (clock.nowMs() < 4000) {
          try {
            yield* optimizer.executeWithStats(READ, [1]);
          } catch (error) {
            rethrowHalt(error);
            errors.reads++;
          }
          yield* sleep(3);
        }
      };
      const writer = function* (id: number): Flow<void> {
        for (let n = 1; clock.nowMs() < 4000; n++) {
          try {
            yield* optimizer.executeWithStats(WRITE, [id, n]);
            acknowledged.set(id, n);
            if (clock.nowMs() > killedMs) resumedMs = Math.min(resumedMs, clock.nowMs());
          } catch (error) {
            rethrowHalt(error);
            errors.writes++;
          }
          yield* sleep(5);
        }
      };
      const running = [yield* spawn(all(Array.from({ length: 10 }, reader)))];
      running.push(yield* spawn(all(Array.from({ length: 10 }, (_, id) => writer(id)))));
      yield* sleep(1000 + seed * 7);
      killedMs = clock.nowMs();
      cluster.kill(0);
      for (const task of running) yield* task;
      assertEquals(errors.reads, 0);
      assert(errors.writes <= 10, `${errors.writes} writes failed: at most those under way`);
      assert(resumedMs - killedMs < 1000, `writes resumed after ${resumedMs - killedMs} ms`);
      assertEquals(servers.primaryName, "server 1");
      assertEquals(probe.of("degraded").map(({ reason }) => reason), ["server 1 was promoted in place of server 0"]);
      for (const [id, n] of acknowledged) {
        const { rows: [row] } = yield* optimizer.executeWithStats(READ, [id]);
        assert(Number(row!["n"]) >= n, `counter ${id}: ${row!["n"]} after ${n} was acknowledged`);
      }
    });
  });
}

Deno.test("failover: without a replica that answers a write is told that there is no primary, in time", () => {
  simulate(function* (clock) {
    const { optimizer, servers, cluster } = parts(clock, { replicas: 1, writerTimeoutMs: 2000 });
    yield* spawn(servers.watch());
    yield* sleep(200);
    cluster.kill(0);
    cluster.kill(1);
    yield* sleep(1000);
    const askedMs = clock.nowMs();
    let error: unknown;
    try {
      yield* optimizer.executeWithStats(WRITE, [1, 1]);
    } catch (thrown) {
      rethrowHalt(thrown);
      error = thrown;
    }
    assert(error instanceof PrimaryUnavailable, String(error));
    assertEquals(clock.nowMs() - askedMs, 2000);
  });
});
