import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { marketplace, marketplaceFailures } from "../../scenarios/registered.ts";
import { aStaging, bMarketplace } from "../../src/designs/registered.ts";
import { documented } from "../../src/adapters/sim/calibration.ts";
import { Random } from "../../src/base/random.ts";
import { ofOwnFramework } from "../../src/runner/own_framework.ts";
import { designResult } from "../../src/runner/design_result.ts";
import { marketplaceFigures } from "../../src/runner/result_marketplace_figures.ts";
import { runTierlab } from "../cli/run_tierlab.ts";
import { runOf, shortSchedule } from "../support/runs.ts";

const schedule = shortSchedule(marketplace, { durationMs: 60_000 });
const record = runOf(bMarketplace, schedule);
const result = designResult("b-marketplace", bMarketplace, [{ seed: 1, record }]);

Deno.test("marketplace: every request is answered, and only who has no network sees an error", () => {
  assertEquals(record.requests, schedule.count);
  assertEquals(record.errors, record.byServer["offline"] ?? 0);
  assertEquals(record.degraded, {});
  assertEquals(record.byRoute["/graphql"]!.count > 0, true);
});

Deno.test("marketplace: the breakdown tells of every step, the shares of how many took it", () => {
  const { breakdown = [] } = result;
  const byStep = new Map(breakdown.map((row) => [row.step, row]));
  assertEquals(breakdown.at(-1)!.step, "total");
  assertEquals(byStep.get("round-trip")!.share, 1);
  for (const { step, share, meanMs, count } of breakdown) {
    assert(share > 0 && share <= 1 && meanMs >= 0 && count > 0, step);
  }
  const shareOf = (step: string) => byStep.get(step)!.share;
  assert(shareOf("dns") <= shareOf("tcp") && shareOf("tcp") === shareOf("tls"));
  assert(shareOf("view") < shareOf("redis") && shareOf("edge-to-origin") < 1);
  assertEquals(
    designResult("a-staging", aStaging, [{ seed: 1, record: runOf(aStaging, schedule) }]).breakdown,
    undefined,
  );
});

Deno.test("marketplace: with a server and a Redis master down the rest goes on; only writes on their way to it fail", () => {
  const failing = shortSchedule(marketplaceFailures, { durationMs: 240_000 });
  const broken = runOf(bMarketplace, failing);
  const { "load-balancer": refused = 0, offline = 0 } = broken.byServer;
  assertEquals(broken.errors, offline + refused);
  const { gateway, ...degraded } = broken.degraded;
  assertEquals(gateway ?? 0, refused);
  // The balancer leaves it alone for its cool-down after each refusal, and the checks take it out.
  assert(refused <= 3, String(refused));
  assertEquals(Object.keys(degraded).sort(), ["health-check", "l2", "load-balancer"]);
});

Deno.test("marketplace figures: each has a promise and a measured value, and construction is called so", () => {
  const figures = marketplaceFigures(result);
  assertEquals(figures.length, 17);
  assertEquals(new Set(figures.map(({ id }) => id)).size, 17);
  for (const { id, measured, promised } of figures) assert(measured! > 0 && promised > 0, id);
  const given = figures.filter(({ note }) => note?.startsWith("by construction"));
  assertEquals(given.map(({ id }) => id), ["b.time.routing", "b.time.controller", "b.time.view", "b.time.other"]);
  for (const { measured, promised } of given) assertAlmostEquals(measured!, promised, promised * 0.1);
  assertEquals(marketplaceFigures({ ...result, tiers: [] }).filter(({ holds }) => holds === undefined).length, 4);
});

Deno.test("marketplace figures: a total that holds while its steps miss on both sides is said to hold by cancelling errors", () => {
  const promised = {
    dns: 20,
    tcp: 30,
    tls: 50,
    "round-trip": 100,
    routing: 10,
    controller: 20,
    query: 50,
    view: 100,
    other: 20,
  };
  const judged = (times: Record<string, number>, total: number) => {
    const steps = { ...promised, download: 400, ...times, total };
    const breakdown = Object.entries(steps).map(([step, meanMs]) => ({ step, meanMs, count: 1, share: 1 }));
    return marketplaceFigures({ ...result, breakdown })[0]!;
  };
  assertEquals([judged({}, 800).holds, judged({}, 800).note], [true, undefined]);
  const cancelled = judged({ tcp: 330, download: 100 }, 800);
  assertEquals([cancelled.holds, cancelled.note], [true, "errors cancel: 1 steps above and 1 below what is promised"]);
  const missed = judged({ download: 40 }, 440);
  assertEquals([missed.holds, missed.note], [false, "1 of its steps miss their own promise"]);
});

Deno.test("marketplace figures: without the document's framework its rows and the sums with it are not measured", () => {
  const framework = ["routing", "controller", "view", "other"];
  const breakdown = result.breakdown!.filter(({ step }) => !framework.includes(step));
  const rows = marketplaceFigures({ ...result, breakdown });
  const missing = rows.filter(({ holds }) => holds === undefined).map(({ id }) => id);
  assertEquals(missing, ["total", "server", ...framework].map((name) => `b.time.${name}`).sort(byPlace(rows)));
  assertEquals(rows[0]!.note, "not of every step: those that are not measured are not in it");
});

Deno.test("own framework: live only the design with points of presence is without the document's times", () => {
  assertEquals(ofOwnFramework(documented, aStaging), documented);
  const { clients, application, cdn, query } = ofOwnFramework(documented, bMarketplace);
  assertEquals([clients.routing, clients.view].map(({ value }) => value.draw(new Random(1))), [0, 0]);
  assertEquals([cdn, query, clients.access], [application, documented.query, documented.clients.access]);
});

Deno.test("marketplace: the same command gives the same digest in two processes, and says what does not hold", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const args = ["compare", "b-marketplace", "--scenario", "marketplace", "--duration", "20s", "--repeats", "1"];
    const outcomes = await Promise.all([1, 2].map((turn) => runTierlab([...args, "--out", `${folder}/${turn}`])));
    for (const { status, stderr } of outcomes) assertEquals(status, 0, stderr);
    const [one, other] = [1, 2].map((turn) => JSON.parse(Deno.readTextFileSync(`${folder}/${turn}/result.json`)));
    assertEquals(one.digest, other.digest);
    assertEquals(one.designs, other.designs);
    assert(outcomes[0]!.stdout.includes("DOES NOT HOLD") && outcomes[0]!.stdout.includes("content download"));
    assert(one.models.some(({ name }: { name: string }) => name === "nameLookup"));
    assert(Deno.readTextFileSync(`${folder}/1/report.html`).includes('id="breakdown"'));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("marketplace: a design without the marketplace is warned of, since a 404 is fast", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const args = [
      "compare",
      "a-development",
      "--scenario",
      "marketplace",
      "--duration",
      "10s",
      "--repeats",
      "1",
      "--json",
    ];
    const { status, stdout, stderr } = await runTierlab([...args, "--out", folder]);
    assertEquals(status, 0, stderr);
    const { warnings } = JSON.parse(stdout);
    assert(
      warnings.some((text: string) => text.startsWith("a-development: no GraphQL, cart and stock, 404 to ")),
      warnings,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function byPlace(rows: readonly { readonly id: string }[]): (one: string, other: string) => number {
  const place = (id: string) => rows.findIndex((row) => row.id === id);
  return (one, other) => place(one) - place(other);
}
