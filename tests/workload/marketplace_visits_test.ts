import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { marketplace, marketplaceFailures } from "../../scenarios/registered.ts";
import { Random } from "../../src/base/random.ts";
import { pathOf } from "../../src/runner/client_requests.ts";
import { scheduleOf } from "../../src/runner/schedules.ts";
import { imageFormatOf } from "../../src/workload/image_format.ts";
import { imageItem, imagePath, readImagePath } from "../../src/workload/image_path.ts";
import { IMAGE_FORMATS, IMAGE_SIZE_NAMES } from "../../src/workload/image_variants.ts";
import { REQUESTS_A_VISIT, visit, VISITS } from "../../src/workload/marketplace_visits.ts";
import { Popularity } from "../../src/workload/popularity.ts";
import { ACTIONS } from "../../src/workload/schedule.ts";

const settings = { rateRps: 100, durationMs: 3_000_000, recording: undefined };

Deno.test("marketplace: in the long run its rate is the asked one, from the first tenth on", () => {
  const schedule = scheduleOf(marketplace, 3, settings);
  assertAlmostEquals(schedule.count / 3000, 100, 5);
  assertAlmostEquals(schedule.atMs.filter((atMs) => atMs < 300_000).length / 300, 100, 15);
});

Deno.test("marketplace: a visit has the requests that its means say, all by one client", () => {
  const random = new Random(5);
  const popularity = new Popularity({ items: 1000, alpha: 0.9, random });
  let count = 0;
  let offline = 0;
  const visits = 3000;
  for (let client = 0; client < visits; client++) {
    const made = visit({ atMs: 1000, client }, { random, popularity });
    count += made.requests.length;
    offline += made.offline.length;
    assert(made.requests.every((request) => request.client === client && request.atMs >= 1000));
    assertEquals(made.requests[0]!.atMs, 1000);
  }
  assertAlmostEquals(count / visits, REQUESTS_A_VISIT, REQUESTS_A_VISIT * 0.06);
  assertAlmostEquals(offline / visits, VISITS.offlineShare, 0.015);
});

Deno.test("marketplace: writes come from sellers and carts, and every visitor's file is one of the shop's", () => {
  const schedule = scheduleOf(marketplace, 1, { ...settings, durationMs: 120_000 });
  for (let index = 0; index < schedule.count; index++) {
    const action = ACTIONS[schedule.action[index]!]!;
    const isSeller = schedule.client[index]! >= 10_000;
    assertEquals(isSeller, action === "change-stock" || action === "update-product");
  }
  assert(schedule.offline!.length > 0);
  for (const { fromMs, toMs } of schedule.offline!) assertAlmostEquals(toMs - fromMs, VISITS.offlineMs, 1e-6);
});

Deno.test("marketplace failures: the same requests, and two incidents with their bands", () => {
  const plain = scheduleOf(marketplace, 2, { ...settings, durationMs: 60_000 });
  const failing = scheduleOf(marketplaceFailures, 2, { ...settings, durationMs: 60_000 });
  assertEquals(failing.atMs, plain.atMs);
  assertEquals(failing.incidents.map(({ kind }) => kind), ["instance-down", "redis-master-down"]);
  assertEquals(failing.incidents.map(({ atMs }) => atMs), failing.bands.map(({ fromMs }) => fromMs));
});

Deno.test("product images: a path says product, size and format, and is read back", () => {
  for (const size of IMAGE_SIZE_NAMES) {
    IMAGE_FORMATS.forEach((format, index) => {
      const path = imagePath(imageItem(123, size), index);
      assertEquals(path, `/images/123-${size}.${format}`);
      assertEquals(readImagePath(path), { product: 123, size, format });
    });
  }
  for (const path of ["/images/7", "/images/7-huge.avif", "/images/-medium.avif", "/static/7-small.webp"]) {
    assertEquals(readImagePath(path), undefined);
  }
  assertEquals(pathOf("product-image", imageItem(4, "medium")), "/images/4-medium.avif");
  const counts = [0, 0, 0];
  for (let client = 0; client < 10_000; client++) counts[imageFormatOf(client)]!++;
  assertAlmostEquals(counts[0]!, 9300, 100);
  assertAlmostEquals(counts[1]!, 300, 60);
});
