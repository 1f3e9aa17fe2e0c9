import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { bodyOf, bytesOf, LiveContent } from "../../src/adapters/live/live_content.ts";
import { liveFiles } from "../../src/adapters/live/live_files.ts";
import { documented } from "../../src/adapters/sim/calibration.ts";
import { textOf } from "../../src/market/catalogue.ts";
import { SHOP_FILES } from "../../src/market/files.ts";
import { live } from "../support/live_worlds.ts";

const page = [[{ id: 1, description: textOf(3, 2500) }]];

Deno.test("live content: what was compressed is the same when it is uncompressed, and as small as the model says", async () => {
  await live(function* () {
    const content = new LiveContent();
    const body = yield* content.render("product-page", page, 2600);
    assert(new TextDecoder().decode(bytesOf(body)).includes(JSON.stringify(page)));
    const coded = {
      brotli4: yield* content.compress(body, "br", 4),
      brotli6: yield* content.compress(body, "br", 6),
      gzip6: yield* content.compress(body, "gzip", 6),
    };
    for (const [name, one] of Object.entries(coded)) {
      const open = name === "gzip6" ? gunzipSync : brotliDecompressSync;
      assertEquals(new Uint8Array(open(bytesOf(one))), bytesOf(body), name);
      assertEquals(one.sizeBytes, bytesOf(one).length);
      const model = documented[name as keyof typeof coded].value.ratio;
      const ratio = one.sizeBytes / body.sizeBytes;
      assert(Math.abs(ratio - model) < 0.02, `${name}: the model says ${model}: received ${ratio}`);
    }
    const nothing = yield* content.compress(bodyOf(new Uint8Array(0)), "gzip", 6);
    assertEquals(gunzipSync(bytesOf(nothing)).length, 0);
  });
});

Deno.test("live content: an entity tag is strong, equal for equal bytes and for no others", async () => {
  await live(function* () {
    const content = new LiveContent();
    const tag = (text: string) => content.entityTag(bodyOf(new TextEncoder().encode(text)));
    const one = yield* tag("one");
    assertEquals([yield* tag("one"), one.startsWith('"'), one.endsWith('"')], [one, true, true]);
    assertNotEquals(yield* tag("other"), one);
  });
});

Deno.test("live content: a simulated body is refused by name", async () => {
  const content = new LiveContent();
  const asked = live(() => content.compress({ sizeBytes: 5, content: 5 }, "br", 4));
  await assertRejects(() => asked, TypeError, "must be bytes in the live world");
});

Deno.test("live files: each file of the shop is served in its size and type, what is not there is a 404, nothing outside", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tierlab-files-" });
  try {
    await Deno.writeTextFile(`${folder}/secret`, "secret");
    await live(function* () {
      const files = liveFiles(`${folder}/site`);
      const get = (path: string) => files({ method: "GET", path, headers: {} });
      for (const file of [SHOP_FILES[0]!, SHOP_FILES[31]!]) {
        const reply = yield* get(file.path);
        assertEquals([reply.status, reply.body?.sizeBytes, reply.headers["content-type"]], [
          200,
          file.sizeBytes,
          file.contentType,
        ]);
      }
      for (const path of ["/static/999", "/static/../../secret", "/static/%2e%2e/%2e%2e/secret"]) {
        assert((yield* get(path)).status >= 400, path);
      }
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
