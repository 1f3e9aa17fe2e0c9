import { assert, assertEquals } from "@std/assert";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { MOST_RESUME_MS } from "../../src/cli/failover_lines.ts";
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

serverTest(
  "shard failover, live at 500 statements a second: reads never fail, writes resume, nothing acknowledged is lost",
  { postgresql: programPath("pg_ctl") },
  async () => {
    const told: string[] = [];
    const { part, interrupted, database } = await liveRun({
      name: "b-marketplace",
      config: bMarketplace,
      scenarioName: "shard-failover",
      scenario: small,
      settings: { rateRps: 500, durationMs: 10_000, recording: undefined },
      seed: 1,
      redisUrl: undefined,
      databaseUrl: undefined,
    }, {
      terminal: { print: () => {}, tell: (line) => told.push(line), isWatched: false },
      signal: new AbortController().signal,
      action: () => () => Promise.resolve(),
    });
    const [design] = part.designs;
    const failover = design!.failover![0]!;
    const figures = JSON.stringify(failover);
    console.log(`    ${figures}`);
    assertEquals(interrupted, false);
    assertEquals([failover.readErrors, failover.lost, failover.writeErrorsElsewhere], [0, 0, 0], figures);
    assert(failover.resumeMs !== null && failover.resumeMs <= MOST_RESUME_MS, figures);
    // The kill was felt, and all else was answered.
    assert(failover.promotionMs! > 0, figures);
    assertEquals(failover.reads + failover.writes, part.workload.requests, figures);
    assert(failover.acknowledged > 1000 && failover.writeErrors < failover.writes / 20, figures);
    assertEquals(design!.requests, part.workload.requests);
    assert(database[0]!.includes("2,000 users") && database[0]!.includes("1,600 products"), database[0]);
    assertEquals(told.filter((line) => line.includes("in the background")), []);
    const circumstances = { world: "live", interrupted, elapsedMs: 1, command: "" } as const;
    const lines = summaryLines(resultDocument(part, circumstances)).join("\n");
    assert(!lines.includes("DOES NOT HOLD") && lines.includes("acknowledged writes"), lines);
  },
);
