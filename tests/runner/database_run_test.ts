import { assert, assertEquals, assertThrows } from "@std/assert";
import { shardFailover } from "../../scenarios/registered.ts";
import { documented } from "../../src/adapters/sim/calibration.ts";
import { constant, logNormal } from "../../src/adapters/sim/distribution.ts";
import { orderTables } from "../../src/adapters/sim/order_tables.ts";
import { SimulatedCluster } from "../../src/adapters/sim/simulated_cluster.ts";
import { Failure } from "../../src/base/errors.ts";
import { Random } from "../../src/base/random.ts";
import { failoverLines } from "../../src/cli/failover_lines.ts";
import { aProduction, aStaging, bMarketplace } from "../../src/designs/registered.ts";
import { immediate } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { ORDER_SQL } from "../../src/market/order_sql.ts";
import { driveDatabase, refuseDatabaseAlone, refuseWithoutShards } from "../../src/runner/database_run.ts";
import { designResult } from "../../src/runner/design_result.ts";
import { FailoverBooks, orderOf } from "../../src/runner/failover_books.ts";
import { simulateRun } from "../../src/runner/simulated_run.ts";
import { runTierlab } from "../cli/run_tierlab.ts";
import { runOf, shortSchedule } from "../support/runs.ts";

const schedule = shortSchedule(shardFailover, { rateRps: 500, durationMs: 10_000 });

Deno.test("shard failover, simulated: no read fails, writes resume, nothing acknowledged is lost, on ten seeds", () => {
  let errors = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const record = runOf(bMarketplace, schedule, seed);
    const failover = record.failover!;
    assertEquals([failover.readErrors, failover.lost, failover.writeErrorsElsewhere], [0, 0, 0], `seed ${seed}`);
    assertEquals(failover.reads + failover.writes, schedule.count);
    assertEquals(failover.acknowledged + failover.writeErrors, failover.writes);
    assert(failover.promotionMs! > 0 && failover.resumeMs! <= 1000, JSON.stringify(failover));
    assert(failover.longestWriteMs > failover.promotionMs! / 2, "somebody waited for the new primary");
    assertEquals([record.requests, record.errors], [schedule.count, failover.writeErrors]);
    errors += failover.writeErrors;
  }
  assert(errors > 0, "writes that are under way at the kill have no known outcome");
  assertEquals(runOf(bMarketplace, schedule).digest, runOf(bMarketplace, schedule).digest);
});

Deno.test("shard failover, simulated: without a promotion writes wait in vain and are counted, other shards go on", () => {
  const { failover } = simulateRun({
    config: bMarketplace,
    schedule,
    seed: 1,
    calibration: { ...documented, promotion: { value: constant(15_000), source: "the test's", kind: "assumed" } },
    windowMs: 1000,
  });
  assert(failover!.writeErrors > 50, JSON.stringify(failover));
  assertEquals([failover!.writeErrorsElsewhere, failover!.readErrors, failover!.lost], [0, 0, 0]);
  assert(failover!.messages.some((message) => message.startsWith("PrimaryUnavailable")), String(failover!.messages));
});

Deno.test("shard failover: acknowledged writes that an asynchronous replica never had are counted as lost", () => {
  const { failover } = simulate((clock) => {
    const clusters = [0, 1, 2, 3].map((shard) =>
      new SimulatedCluster({
        ...{ clock, random: new Random(1).fork(`shard ${shard}`), replicas: 1, tables: orderTables },
        isWrite: (sql) => sql === ORDER_SQL.place,
        service: logNormal(1, 3),
        lag: constant(700),
        isSynchronous: false,
        promotion: constant(150),
      })
    );
    return driveDatabase({ config: bMarketplace, schedule, windowMs: 1000 }, {
      clock,
      server: (replica, shard = 0) => clusters[shard]!.database(replica),
      killPrimary: (shard) => immediate(clusters[shard]!.kill(0)),
    });
  });
  // About 31 writes a second on the shard, 700 ms of them.
  assert(failover!.lost >= 5 && failover!.lost < 100, JSON.stringify(failover));
  assertEquals(failover!.readErrors, 0);
});

Deno.test("shard failover: the books tell what was done, lost, late and stale", () => {
  const books = new FailoverBooks(1);
  books.wrote(orderOf(1), { userId: 5, shard: 1, nowMs: 5, tookMs: 3 });
  assertEquals([books.newestOf(5), books.newestOf(6)], [orderOf(1), undefined]);
  books.read(false);
  books.read(true);
  books.readFailed(new RangeError("gone\nfor ever"));
  books.killed(10);
  books.promoted(2, 11);
  books.writeFailed(orderOf(2), 1, new RangeError("gone"));
  books.writeFailed(orderOf(3), 2, new RangeError("gone"));
  books.wrote(orderOf(4), { userId: 8, shard: 0, nowMs: 30, tookMs: 1 });
  books.promoted(1, 40);
  books.wrote(orderOf(5), { userId: 8, shard: 0, nowMs: 41, tookMs: 1 });
  books.wrote(orderOf(6), { userId: 5, shard: 1, nowMs: 45, tookMs: 35 });
  assertEquals(books.finish(new Set([1, 2, 4, 5].map(orderOf)), 7), {
    ...{ shard: 1, reads: 3, readErrors: 1, writes: 6, writeErrors: 2, writeErrorsElsewhere: 1, staleOwnReads: 1 },
    ...{ promotionMs: 30, resumeMs: 5, longestWriteMs: 35, acknowledged: 4, lost: 1, doneThoughFailed: 1 },
    reconnects: 7,
    messages: ["RangeError: gone"],
  });
  const never = new FailoverBooks(1).finish(new Set(), 0);
  assertEquals([never.promotionMs, never.resumeMs], [null, null]);
  const record = { ...runOf(bMarketplace, schedule), failover: never };
  const lines = failoverLines(designResult("b-marketplace", bMarketplace, [{ seed: 1, record }]));
  assert(lines.some((line) => /to the first write +never +at most 1 s +DOES NOT HOLD/.test(line)), lines.join("\n"));
  assert(lines.every((line) => line.length <= 80), lines.join("\n"));
});

Deno.test("shard failover: designs without shards, and whatever asks over HTTP, refuse it", () => {
  refuseWithoutShards(schedule, [{ name: "b-marketplace", config: bMarketplace }]);
  for (const [name, config] of Object.entries({ aStaging, aProduction })) {
    const failure = assertThrows(() => refuseWithoutShards(schedule, [{ name, config }]), Failure, `received ${name}`);
    assertEquals([failure.code, failure.exitStatus], ["no-shards", 2]);
  }
  assertThrows(() => refuseDatabaseAlone(schedule), Failure, "Cannot send the scenario over HTTP");
});

Deno.test("shard failover: commands that cannot run it say so in one line, and compare prints what holds", async () => {
  const refusals: [string[], string][] = [
    [["compare", "a-staging", "b-marketplace", "--scenario", "shard-failover"], "received a-staging"],
    [["live", "a-staging", "--scenario", "shard-failover"], "received a-staging"],
    [["live", "b-marketplace", "--scenario", "shard-failover", "--closed", "3"], "received --closed"],
    [["live", "b-marketplace", "--scenario", "shard-failover", "--fault", "database:kill@1s+1s"], "(none here)"],
    [["verify", "b-marketplace", "--scenario", "shard-failover"], "over HTTP"],
    [["live", "--target", "http://127.0.0.1:9", "--scenario", "shard-failover"], "received"],
  ];
  for (const [args, expected] of refusals) {
    const { status, stdout, stderr } = await runTierlab(args);
    assertEquals([stdout, stderr.trim().split("\n").length], ["", 1], stderr);
    assert(status === 2 || status === 4, stderr);
    assert(stderr.includes(expected), stderr);
  }
  const folder = await Deno.makeTempDir();
  try {
    const args = ["compare", "b-marketplace", "--scenario", "shard-failover", "--repeats", "1", "--duration", "6s"];
    const { status, stdout } = await runTierlab([...args, "--out", folder]);
    assertEquals(status, 0);
    for (const what of ["read errors of", "to the first write", "acknowledged writes"]) {
      assert(new RegExp(`${what}.* holds`).test(stdout), stdout);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
