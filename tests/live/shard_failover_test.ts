import { assert, assertEquals } from "@std/assert";
import { PostgresDatabase } from "../../src/adapters/live/postgres_database.ts";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { type PostgresCluster, startTopology } from "../../src/adapters/live/servers/topology.ts";
import { ConnectionPool } from "../../src/database/connection_pool.ts";
import { DatabaseOptimizer, type WriteSession } from "../../src/database/optimizer.ts";
import { ReplicatedServers } from "../../src/database/replicated_servers.ts";
import { ShardDirectory } from "../../src/database/shard_directory.ts";
import { CrossShardTransaction, ShardedDatabase } from "../../src/database/sharded_database.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import { outside, sleep, spawn } from "../../src/flow/instructions.ts";
import type { LiveWorld } from "../../src/flow/live_clock.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { live } from "../support/live_worlds.ts";
import { RecordingProbe } from "../support/recording_probe.ts";
import { serverTest } from "../support/servers.ts";

const USERS = 40;
const SHARDS = 4;
const READ = "SELECT n FROM counters WHERE user_id = $1";
const WRITE = "UPDATE counters SET n = $2 WHERE user_id = $1";
/** How long a starved machine may take for what takes tenths of a second elsewhere. */
const PATIENCE_MS = 30_000;

function shardOn(world: LiveWorld, cluster: PostgresCluster, index: number) {
  const probe = new RecordingProbe();
  const node = (url: string, name: string) => {
    const database = new PostgresDatabase(url, { connectTimeoutMs: 5000 });
    return { name, database, pool: new ConnectionPool({ database, clock: world, probe, maxConnections: 8 }) };
  };
  const primary = node(cluster.primary.url, `primary ${index}`);
  const replicas = cluster.replicas.map(({ url }) => node(url, `replica ${index}`));
  const servers = new ReplicatedServers({
    clock: world,
    probe,
    primary,
    replicas,
    pollTimeoutMs: 5000,
    writerTimeoutMs: PATIENCE_MS,
  });
  const optimizer = new DatabaseOptimizer({ clock: world, probe, primary: primary.pool, servers });
  return { probe, servers, optimizer };
}

serverTest(
  "four real shards with replicas: routing, fan-out, and the kill of a primary under load",
  { postgresql: programPath("pg_ctl") },
  async (test) => {
    const topology = await startTopology({ shards: SHARDS, replicas: 1 });
    try {
      await live(function* (world): Flow<void> {
        const shards = topology.shards.map((cluster, index) => shardOn(world, cluster, index));
        const database = new ShardedDatabase({
          shards: shards.map(({ optimizer }) => optimizer),
          directory: ShardDirectory.even(SHARDS),
        });
        for (const { servers } of shards) yield* spawn(servers.watch(), "what watches a shard");

        // Tables, and rows of each user on the user's own shard; a commit waits for the replica.
        for (const { optimizer } of shards) {
          yield* optimizer.executeWithStats("CREATE TABLE counters (user_id integer PRIMARY KEY, n integer NOT NULL)");
        }
        const sessions = new Map<number, WriteSession>();
        for (let userId = 0; userId < USERS; userId++) {
          const session: WriteSession = {};
          sessions.set(userId, session);
          yield* database.executeWithStats("INSERT INTO counters VALUES ($1, 0)", [userId], { userId, session });
        }
        for (let userId = 0; userId < USERS; userId++) {
          const { rows } = yield* database.executeWithStats(READ, [userId], { userId, session: sessions.get(userId)! });
          assertEquals(rows, [{ n: 0 }]);
        }
        const counts: number[] = [];
        for (const { optimizer } of shards) {
          const { rows: [row] } = yield* optimizer.executeWithStats("SELECT count(*) AS n FROM counters");
          counts.push(Number(row!["n"]));
        }
        assertEquals(counts, Array(SHARDS).fill(USERS / SHARDS));

        const listed = yield* database.fanOut(
          "SELECT user_id, n FROM counters ORDER BY user_id DESC LIMIT 10",
          [],
          { orderBy: [{ column: "user_id", isDescending: true }], limit: 10 },
        );
        assertEquals(listed.rows.map((row) => row["user_id"]), [39, 38, 37, 36, 35, 34, 33, 32, 31, 30]);

        let refusal: unknown;
        try {
          yield* database.transaction([1, 5, 2], () => sleep(0));
        } catch (error) {
          rethrowHalt(error);
          refusal = error;
        }
        assert(refusal instanceof CrossShardTransaction, String(refusal));
        yield* database.transaction([1, 5], function* (transaction) {
          yield* transaction.executeWithStats(WRITE, [1, 1], { userId: 1 });
          yield* transaction.executeWithStats(WRITE, [5, 1], { userId: 5 });
        });

        // The kill: readers and writers of all users, shard 1 loses its primary.
        const acknowledged = new Map<number, number>();
        const errors = { reads: [] as string[], writes: 0, otherShards: 0 };
        let reads = 0;
        let killedMs = Infinity;
        let resumedMs = Infinity;
        let isOver = false;
        const reader = function* (first: number): Flow<void> {
          for (let turn = 0; !isOver; turn++) {
            const userId = (first + turn * 7) % USERS;
            try {
              yield* database.executeWithStats(READ, [userId], { userId });
              reads++;
            } catch (error) {
              rethrowHalt(error);
              errors.reads.push(String(error));
            }
            yield* sleep(20);
          }
        };
        const writer = function* (userId: number): Flow<void> {
          for (let n = 1; !isOver; n++) {
            try {
              yield* database.executeWithStats(WRITE, [userId, n], { userId });
              acknowledged.set(userId, n);
              if (userId % SHARDS === 1 && world.nowMs() > killedMs) resumedMs = Math.min(resumedMs, world.nowMs());
            } catch (error) {
              rethrowHalt(error);
              errors.writes++;
              if (userId % SHARDS !== 1) errors.otherShards++;
            }
            yield* sleep(50);
          }
        };
        const load = yield* spawn(all([
          ...Array.from({ length: 8 }, (_, index) => reader(index)),
          ...Array.from({ length: 16 }, (_, userId) => writer(userId)),
        ]));
        yield* sleep(1000);
        yield* outside("a kill", () => topology.shards[1]!.primary.kill());
        killedMs = world.nowMs();
        while (resumedMs === Infinity && world.nowMs() - killedMs < PATIENCE_MS) yield* sleep(20);
        yield* sleep(500);
        isOver = true;
        yield* load;
        const figures = `${reads} reads, ${errors.reads.length} failed; ${errors.writes} writes failed; ` +
          `writes resumed ${Math.round(resumedMs - killedMs)} ms after the kill`;
        console.log(`    ${figures}`);
        assertEquals(errors.reads, [], figures);
        assertEquals(errors.otherShards, 0, figures);
        // Those under way at the kill: none of the four writers of the shard can have more than one.
        assert(errors.writes <= 4, figures);
        assert(resumedMs < Infinity, figures);
        assertEquals(shards.map(({ servers }) => servers.primaryName), [
          "primary 0",
          "replica 1",
          "primary 2",
          "primary 3",
        ]);
        for (const [userId, n] of acknowledged) {
          const shard = shards[userId % SHARDS]!;
          const { rows: [row] } = yield* shard.optimizer.executeWithStats(READ, [userId]);
          assert(Number(row!["n"]) >= n, `user ${userId} has ${row!["n"]} although ${n} was acknowledged`);
        }
        database.close();
      });
      await test.step("nothing of it is left", async () => {
        const pids = topology.shards.flatMap(({ primary, replicas }) => [primary, ...replicas].map(({ pid }) => pid));
        await topology.stop();
        for (const pid of pids) assert(!await isRunning(pid), `${pid}`);
      });
    } finally {
      await topology.stop();
    }
  },
);

async function isRunning(pid: number): Promise<boolean> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return status !== "" && !/^State:\s+[ZX]/m.test(status);
}
