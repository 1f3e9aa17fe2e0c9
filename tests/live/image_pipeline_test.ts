import { assert, assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { asUpload, optimizeImage, reencode } from "../../src/adapters/live/image_pipeline.ts";
import { MEASURED_IMAGE_BYTES, MEASURED_UPLOAD_BYTES } from "../../src/market/image_sizes.ts";
import { photograph } from "../../src/market/photograph.ts";
import { IMAGE_FORMATS, IMAGE_SIZE_NAMES, IMAGE_SIZES } from "../../src/workload/image_variants.ts";

const DECODED_AS = { avif: "heif", webp: "webp", jpeg: "jpeg" } as const;

Deno.test("image pipeline: every size in every format, each a picture of its own size, AVIF the smallest", async () => {
  const upload = await asUpload(photograph({ seed: 3, side: 320 }));
  const { variants, placeholder } = await optimizeImage(upload);
  assertEquals(variants.length, IMAGE_SIZE_NAMES.length * IMAGE_FORMATS.length);
  for (const { size, format, bytes } of variants) {
    const { width, height, format: decoded } = await sharp(bytes).metadata();
    // An original is not enlarged.
    const px = Math.min(IMAGE_SIZES[size], 320);
    assertEquals([width, height, decoded], [px, px, DECODED_AS[format]], `${size} ${format}`);
  }
  for (const size of IMAGE_SIZE_NAMES) {
    const [avif, webp, jpeg] = IMAGE_FORMATS.map((format) =>
      variants.find((one) => one.size === size && one.format === format)!.bytes.length
    );
    assert(avif! < webp! && avif! < jpeg!, `${size}: ${avif}, ${webp}, ${jpeg}`);
  }
  assert(placeholder.startsWith("data:image/webp;base64,") && placeholder.length < 400);
  await assertRejects(() => optimizeImage(new TextEncoder().encode("no image")), Error);
});

Deno.test("image pipeline: the simulation's table is what the pipeline really makes of the same picture", async () => {
  const upload = await asUpload(photograph({ seed: 1, side: 2000 }));
  // Another machine's instruction set may round otherwise: a hundredth is allowed.
  const near = (made: number, kept: number, what: string) =>
    assert(Math.abs(made / kept - 1) < 0.01, `${what}: ${made}, ${kept}`);
  near(upload.length, MEASURED_UPLOAD_BYTES.upload, "upload");
  near((await reencode(upload, "webp")).length, MEASURED_UPLOAD_BYTES.webp, "webp");
  // The large ones take as long as all others together, and are made the same way.
  for (const { size, format, bytes } of (await optimizeImage(upload, ["thumbnail", "small", "medium"])).variants) {
    near(bytes.length, MEASURED_IMAGE_BYTES[size][format], `${size} ${format}`);
  }
});

Deno.test("photograph: the same seed gives the same picture, and every pixel is one", () => {
  const [one, again, other] = [1, 1, 2].map((seed) => photograph({ seed, side: 40 }).rgb);
  assertEquals(one, again);
  assert(one!.length === 40 * 40 * 3 && one!.some((value, index) => value !== other![index]));
});
