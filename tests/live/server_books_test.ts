import { assert, assertEquals } from "@std/assert";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { databaseSummary, statementFigures } from "../../src/cli/database_summary.ts";
import { openLiveStack } from "../../src/cli/live_stack.ts";
import { aStaging } from "../../src/designs/registered.ts";
import { redisServer, serverTest } from "../support/servers.ts";

serverTest(
  "a-staging on servers of our own: our counts of statements are PostgreSQL's own",
  { "redis-server": redisServer, postgresql: programPath("pg_ctl") },
  async () => {
    const background: unknown[] = [];
    const live = await openLiveStack({
      name: "a-staging",
      config: aStaging,
      products: 60,
      seed: 1,
      port: 0,
      redisUrl: undefined,
      databaseUrl: undefined,
      onUnhandled: (error) => background.push(error),
    });
    try {
      for (let turn = 0; turn < 120; turn++) {
        const isWrite = turn % 10 === 9;
        const response = await fetch(`${live.url}/api/products/${(turn * 7) % 60}`, {
          method: isWrite ? "POST" : "GET",
          ...(isWrite &&
            { body: JSON.stringify({ priceCents: turn }), headers: { "content-type": "application/json" } }),
        });
        await response.arrayBuffer();
        assertEquals(response.status, isWrite ? 204 : 200);
      }
      const server = await live.serverStatements();
      const figures = statementFigures(live.stack.databases, server);
      assert(figures.length >= 4, "product, reviews, categories and the change of a price");
      for (const { shape, calls, serverCalls, meanMs, serverMeanMs } of figures) {
        assertEquals(calls, serverCalls, shape);
        assert(serverMeanMs! <= meanMs, `${shape}: ${serverMeanMs} ms in the server, ${meanMs} ms seen from outside`);
      }
      const hits = live.stack.databases[0]!.stats().queryCache.hits;
      const summary = databaseSummary(live.stack.databases, server);
      assert(summary.every((line) => line.length <= 80), summary.join("\n"));
      assert(summary.some((line) => line.startsWith("query cache") && hits > 0), summary.join("\n"));
      assertEquals(background, []);
    } finally {
      await live.close();
    }
  },
);
