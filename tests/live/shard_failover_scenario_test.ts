import { assert, assertEquals } from "@std/assert";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { MOST_RESUME_MS } from "../../src/cli/failover_lines.ts";
import { poolerOf } from "../../src/cli/live_database_run.ts";
import { liveRun } from "../../src/cli/live_run.ts";
import { summaryLines } from "../../src/cli/summary.ts";
import { resultDocument } from "../../src/cli/result_document.ts";
import { bMarketplace } from "../../src/designs/registered.ts";
import { orderTraffic } from "../../src/workload/order_traffic.ts";
import type { Scenario } from "../../src/workload/scenario.ts";
import { serverTest } from "../support/servers.ts";

const SIZE = { products: 400, users: 2000 };

/** As `shard-failover`, on smaller tables. */
const small: Scenario = {
  description: "shard-failover on small tables",
  rateRps: 500,
  durationMs: 10_000,
  build: (context) => orderTraffic(context, { ...SIZE, durationMs: context.durationMs!, shard: 1 }),
};

const { hasPooler: _, ...direct } = bMarketplace.database;
const WAYS = [
  { way: "straight", config: { ...bMarketplace, database: direct }, pgbouncer: {} },
  { way: "through PgBouncer", config: bMarketplace, pgbouncer: { pgbouncer: programPath("pgbouncer") } },
];

for (const { way, config, pgbouncer } of WAYS) {
  serverTest(
    `shard failover, live at 500 statements a second, ${way}: reads never fail, writes resume, nothing acknowledged is lost`,
    { postgresql: programPath("pg_ctl"), ...pgbouncer },
    async () => {
      const told: string[] = [];
      const { part, interrupted, database } = await liveRun({
        ...{ name: "b-marketplace", config, scenarioName: "shard-failover", scenario: small, seed: 1 },
        settings: { rateRps: undefined, durationMs: 10_000, recording: undefined },
        ...{ redisUrl: undefined, databaseUrl: undefined },
      }, {
        terminal: { print: () => {}, tell: (line) => told.push(line), isWatched: false },
        signal: new AbortController().signal,
        action: () => () => Promise.resolve(),
      });
      const [design] = part.designs;
      const failover = design!.failover![0]!;
      const figures = JSON.stringify(failover);
      console.log(`    ${way}: ${figures}`);
      assertEquals(interrupted, false);
      assertEquals([failover.readErrors, failover.lost, failover.writeErrorsElsewhere], [0, 0, 0], figures);
      assert(failover.resumeMs !== null && failover.resumeMs <= MOST_RESUME_MS, figures);
      // The kill was felt, and all else was answered.
      assert(failover.promotionMs! > 0, figures);
      assertEquals(failover.reads + failover.writes, part.workload.requests, figures);
      assert(failover.acknowledged > 1000 && failover.writeErrors < failover.writes / 20, figures);
      assertEquals(design!.requests, part.workload.requests);
      // What had just been sent to the dead server's pooler must not wait there as long as PgBouncer would let it.
      assert(design!.latencyMs.max < 8000, `${design!.latencyMs.max} ms`);
      assert(database[0]!.includes("2,000 users") && database[0]!.includes("1,600 products"), database[0]);
      const isPooled = config.database === bMarketplace.database;
      assertEquals(database[1]!.includes("a PgBouncer of 20 sessions before each server"), isPooled, database[1]);
      assertEquals(told.filter((line) => line.includes("in the background") || line.includes("not installed")), []);
      const circumstances = { world: "live", interrupted, elapsedMs: 1, command: "" } as const;
      const lines = summaryLines(resultDocument(part, circumstances)).join("\n");
      assert(!lines.includes("DOES NOT HOLD") && lines.includes("acknowledged writes"), lines);
    },
  );
}

Deno.test("shard failover: without PgBouncer on the machine the run goes straight and says so", () => {
  assertEquals(poolerOf(bMarketplace, "/usr/sbin/pgbouncer"), { pooled: 20, warnings: [] });
  assertEquals(poolerOf({ database: direct }, undefined), { pooled: undefined, warnings: [] });
  const { pooled, warnings: [warning, ...others] } = poolerOf(bMarketplace, undefined);
  assertEquals([pooled, others], [undefined, []]);
  assert(warning!.startsWith("PgBouncer is not installed (apt-get install"), warning);
});
