import { assert, assertEquals, assertThrows } from "@std/assert";
import { logNormal } from "../../src/adapters/sim/distribution.ts";
import { decode } from "../../src/base/decode.ts";
import { type DesignConfig, designSchema } from "../../src/designs/design_config.ts";
import { partsOf } from "../../src/designs/parts_of.ts";
import * as registered from "../../src/designs/registered.ts";
import { sleep } from "../../src/flow/instructions.ts";
import { calibrationWith } from "../support/calibrations.ts";
import { withStack } from "../support/stack_world.ts";

for (const [name, config] of Object.entries<DesignConfig>(registered)) {
  Deno.test(`design ${name}: is what the schema allows, and describes its parts`, () => {
    assertEquals(decode(designSchema, config, name), config);
    const parts = partsOf(config).map((part) => part.name);
    assertEquals(parts.includes("L1"), config.l1 !== undefined);
    assertEquals(parts.includes("CDN"), config.cdn !== undefined);
    assert(parts.includes("application") && parts.includes("database"));
  });

  Deno.test(`design ${name}: serves pages, JSON, categories, files and price changes, and refuses the rest`, () => {
    withStack(config, function* ({ get, post, probe }) {
      for (const path of ["/products/7", "/api/products/7", "/categories/3", "/static/2", "/images/4"]) {
        for (let turn = 0; turn < 2; turn++) {
          const reply = yield* get(path);
          assertEquals(reply.status, 200, path);
          assert(reply.body!.sizeBytes > 0);
        }
      }
      assertEquals((yield* post(7, 1234)).status, 204);
      for (const path of ["/products/999999", "/products/seven", "/categories/40", "/static/999", "/nowhere"]) {
        assertEquals((yield* get(path)).status, 404, path);
      }
      assertEquals((yield* post(7, -1)).status, 400);
      assertEquals((yield* post(7, 1.5)).status, 400);
      assertEquals(probe.degraded(), []);
    });
  });

  Deno.test(`design ${name}: HEAD has a GET's status and headers`, () => {
    withStack(config, function* ({ stack, get }) {
      const reply = yield* get("/products/7");
      const headers = { "accept-encoding": "br, gzip", "x-client": "1" };
      const head = yield* stack.fetch({ method: "HEAD", path: "/products/7", headers });
      assertEquals(head.status, 200);
      assertEquals(head.headers["content-type"], reply.headers["content-type"]);
      assertEquals(head.headers["etag"], reply.headers["etag"]);
    });
  });

  Deno.test(`design ${name}: the same client asking again with its tag is told that nothing changed`, () => {
    // A service worker answers with what it keeps and asks for news behind that: b_marketplace_test.ts.
    if (config.clients !== undefined) return;
    withStack(config, function* ({ get, post }) {
      const first = yield* get("/products/7");
      const tag = first.headers["etag"];
      assertEquals(tag !== undefined, config.validators);
      if (tag === undefined) return;
      const again = yield* get("/products/7", { "if-none-match": tag });
      assertEquals([again.status, again.body, again.headers["etag"]], [304, undefined, tag]);
      yield* post(7, 1);
      yield* sleep(50);
      const changed = yield* get("/products/7", { "if-none-match": tag });
      assertEquals(changed.status, 200);
      assert(changed.headers["etag"] !== tag);
    });
  });

  // One instance: at once. Several: after one message of the bus, whose time is drawn; 0.3 to 2 ms between the 5th and the
  // 95th percentile, so 10 ms are more than any draw of this test.
  const boundMs = config.instances === 1 ? 0 : 10;
  Deno.test(`design ${name}: no page from before a price change is served ${boundMs} ms after its acknowledgement`, () => {
    if (config.clients !== undefined) return;
    const calibration = calibrationWith({ sharedStore: logNormal(1, 5), tagBus: logNormal(0.3, 2) });
    withStack(config, function* ({ get, post }) {
      const paths = ["/products/7", "/api/products/7", "/categories/7"];
      const seen = new Map<string, Set<unknown>>(paths.map((path) => [path, new Set()]));
      for (let change = 0; change < 12; change++) {
        const now = new Map<string, unknown>();
        for (let turn = 0; turn < 4; turn++) {
          for (const path of paths) {
            const content = (yield* get(path)).body?.content;
            assert(!seen.get(path)!.has(content), `${path} is from before change ${change}`);
            assertEquals(content, now.get(path) ?? content, `${path} is the same until the next change`);
            now.set(path, content);
          }
        }
        for (const path of paths) seen.get(path)!.add(now.get(path));
        assertEquals((yield* post(7, 100 + change)).status, 204);
        if (boundMs > 0) yield* sleep(boundMs);
      }
    }, { calibration });
  });

  Deno.test(`design ${name}: a restart empties the memory, and all is served on`, () => {
    withStack(config, function* ({ stack, get }) {
      const before = yield* get("/products/7");
      yield* sleep(10);
      assertEquals(stack.memoryRatio() > 0, (config.l1 ?? config.queryCache) !== undefined);
      stack.restart();
      assertEquals(stack.memoryRatio(), 0);
      assertEquals((yield* get("/products/7")).body?.content, before.body?.content);
    });
  });
}

Deno.test("a design with what the schema does not know is refused with the path", () => {
  const { aStaging } = registered;
  assertThrows(() => decode(designSchema, { ...aStaging, l3: {} }, "x"), Error, "l3");
  assertThrows(() => decode(designSchema, { ...aStaging, instances: 0 }, "x"), Error, "instances");
  assertThrows(() => decode(designSchema, { ...aStaging, l1: { entries: 5, policy: "lru" } }, "x"), Error, "l1.ttlMs");
});
