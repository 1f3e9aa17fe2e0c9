import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import * as scenarios from "../../scenarios/registered.ts";
import { SHOP_FILES } from "../../src/market/files.ts";
import { SHOP_SIZE } from "../../src/workload/shop_size.ts";
import { pathOf } from "../../src/runner/client_requests.ts";
import { scheduleOf } from "../../src/runner/schedules.ts";
import type { RecordedItems, Scenario } from "../../src/workload/scenario.ts";
import { IMAGE_SIZE_NAMES } from "../../src/workload/image_variants.ts";
import { PERSISTED_QUERIES } from "../../src/workload/persisted_queries.ts";
import { type Action, ACTIONS } from "../../src/workload/schedule.ts";

const recording: RecordedItems = {
  items: Uint32Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 500),
  products: 500,
  atMs: null,
  warnings: [],
};
const files = new Set(SHOP_FILES.map((file) => file.path));

for (const [name, scenario] of Object.entries<Scenario>(scenarios)) {
  const build = (seed: number, rateRps = 50) => {
    return scheduleOf(scenario, seed, { rateRps, durationMs: 60_000, recording: scenario.trace && recording });
  };

  Deno.test(`scenario ${name}: the same seed gives the same schedule, another seed another one`, () => {
    assertEquals(build(1), build(1));
    assertNotEquals(build(1).atMs, build(2).atMs);
  });

  Deno.test(`scenario ${name}: its requests are in order, in its time, for what the shop has`, () => {
    const schedule = build(3);
    assert(schedule.count > 1000);
    for (const column of [schedule.atMs, schedule.action, schedule.item, schedule.client, schedule.flags]) {
      assertEquals(column.length, schedule.count);
    }
    for (let index = 0; index < schedule.count; index++) {
      const atMs = schedule.atMs[index]!;
      const action = ACTIONS[schedule.action[index]!]!;
      assert(atMs >= (schedule.atMs[index - 1] ?? 0) && atMs < schedule.durationMs);
      const item = schedule.item[index]!;
      if (action === "static" || action === "image") assert(files.has(pathOf(action, item)));
      else assert(item < mostOf(action, schedule.products), `${action} ${item}`);
    }
    for (const band of schedule.bands) {
      assert(band.fromMs >= 0 && band.toMs <= schedule.durationMs && band.fromMs < band.toMs);
    }
    for (const incident of schedule.incidents) assert(incident.atMs >= 0 && incident.atMs < schedule.durationMs);
  });

  Deno.test(`scenario ${name}: its rate is the asked one, before its crowds or over a whole day`, () => {
    // A visit's requests come in bursts; marketplace_visits_test.ts looks at the long run.
    const schedule = build(4, 200);
    const firstMs = name === "diurnal" ? schedule.durationMs : schedule.durationMs * 0.25;
    const early = schedule.atMs.filter((atMs) => atMs < firstMs).length;
    assertAlmostEquals(early / (firstMs / 1000), 200, name.startsWith("marketplace") ? 60 : 20);
  });
}

/** Items of an action lie below this. Images of a product and queries for it are several. */
function mostOf(action: Action, products: number): number {
  if (action === "category") return SHOP_SIZE.categories;
  // The pictures beside a product may be those of the next products, which need not exist.
  if (action === "product-image") return (products + 20 * SHOP_SIZE.categories) * IMAGE_SIZE_NAMES.length;
  return action === "graphql" ? products * PERSISTED_QUERIES.length : products;
}
