import { assert, assertEquals } from "@std/assert";
import postgres from "postgres";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { startTopology } from "../../src/adapters/live/servers/topology.ts";
import { bookedShape } from "../../src/adapters/live/booked_shape.ts";
import { formatCount } from "../../src/base/units.ts";
import { liveRun } from "../../src/cli/live_run.ts";
import { aStaging } from "../../src/designs/registered.ts";
import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import { mixedTraffic, SHOP_MIX } from "../../src/workload/mixed_traffic.ts";
import type { Scenario } from "../../src/workload/scenario.ts";
import { redisServer, serverTest } from "../support/servers.ts";

/** As `steady`, over few products and with more changes of prices. */
const busy: Scenario = {
  description: "mixed routes over 200 products",
  rateRps: 60,
  durationMs: 5000,
  build: (context) =>
    mixedTraffic(context, {
      ...{ products: 200, alpha: 0.9, churnPerHour: 0, durationMs: context.durationMs! },
      mix: { ...SHOP_MIX, "update-product": 0.05 },
    }),
};

/** Changes of a price take 120 ms in the server itself, from when the tables are made: tierlab makes them anew. */
const SLOW_WRITES = `
  CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.12); RETURN NEW; END $$;
  CREATE FUNCTION slow_down() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
    IF to_regclass('products') IS NOT NULL AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'hold') THEN
      CREATE TRIGGER hold BEFORE UPDATE ON products FOR EACH ROW EXECUTE FUNCTION hold();
    END IF; END $$;
  CREATE EVENT TRIGGER slow_down ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION slow_down()`;

serverTest(
  "live a-staging under load prints what PostgreSQL says, writes that are slow there included",
  { "redis-server": redisServer, postgresql: programPath("pg_ctl") },
  async () => {
    const topology = await startTopology();
    const { url } = topology.shards[0]!.primary;
    const witness = postgres(url, { max: 1, onnotice: () => {} });
    try {
      await witness.unsafe(SLOW_WRITES);
      const { part, database } = await liveRun({
        ...{ name: "a-staging", config: aStaging, scenarioName: "busy", scenario: busy, seed: 1 },
        settings: { rateRps: 60, durationMs: 5000, recording: undefined },
        ...{ redisUrl: undefined, databaseUrl: url },
      }, {
        terminal: { print: () => {}, tell: () => {}, isWatched: false },
        signal: new AbortController().signal,
        action: () => () => Promise.resolve(),
      });
      const printed = database.join("\n");
      console.log(printed);
      assertEquals(part.designs[0]!.errors, 0, printed);
      assert(database.every((line) => line.length <= 80), printed);
      const counted = await witness`SELECT query, calls::int AS calls, max_exec_time AS max FROM pg_stat_statements`;
      const bookOf = (sql: string) => counted.find(({ query }) => bookedShape(query) === bookedShape(sql))!;
      const calls = Object.values(SHOP_SQL).map((sql) => Number(bookOf(sql)["calls"]));
      const sum = calls.reduce((total, one) => total + one, 0);
      // The design's statements and nothing else, each as often as the server says.
      const cells = (line: string) => database.find((one) => one.startsWith(line))?.split(/\s{2,}/).slice(1);
      assertEquals(cells("statements executed"), [formatCount(sum), formatCount(sum), "agree"], printed);
      assertEquals(cells("pool: connections opened"), ["10", "10", "agree"], printed);
      for (const [index, sql] of Object.values(SHOP_SQL).entries()) {
        const shown = formatCount(calls[index]!);
        assertEquals(cells(sql.slice(0, 23))?.slice(0, 2), [shown, shown], `${sql}\n${printed}`);
      }
      assert(Number(bookOf(SHOP_SQL.updatePrice)["max"]) > 100, "the trigger held it");
      const slow = database.filter((line) => line.startsWith("slow ")).map((line) => line.split(": ")[1]!);
      assert(slow.some((shape) => shape.startsWith("UPDATE products")), printed);
      assert(!printed.includes("DISAGREE"), printed);
    } finally {
      await witness.end({ timeout: 1 });
      await topology.stop();
    }
  },
);
