import { asUpload, optimizeImage, reencode } from "../src/adapters/live/image_pipeline.ts";
import { photograph } from "../src/market/photograph.ts";
import { IMAGE_FORMATS } from "../src/workload/image_variants.ts";

// Prints what the image pipeline really makes of the generated picture, beside architecture B's "Bandwidth Savings".
// These are the numbers of src/market/image_sizes.ts.

/** "WebP Optimized: 66% reduction", "AVIF Optimized: 76% reduction". */
const PROMISED: Readonly<Record<string, number>> = { webp: 0.66, avif: 0.76 };

const upload = await asUpload(photograph({ seed: 1, side: 2000 }));
console.log(`generated photographic-like picture, 2000 x 2000 px, JPEG 95: ${upload.length} bytes`);
for (const format of IMAGE_FORMATS) {
  const { length } = await reencode(upload, format);
  const saving = 1 - length / upload.length;
  const promised = PROMISED[format];
  const verdict = promised === undefined
    ? ""
    : `, promised ${promised * 100} %: ${saving >= promised ? "holds" : "does not hold"}`;
  console.log(
    `  ${format.padEnd(5)} ${String(length).padStart(8)} bytes, ${(saving * 100).toFixed(1)} % less${verdict}`,
  );
}
const { variants, placeholder } = await optimizeImage(upload);
for (const { size, format, bytes } of variants) {
  console.log(`  ${size.padEnd(10)} ${format.padEnd(5)} ${String(bytes.length).padStart(8)}`);
}
console.log(`  placeholder ${placeholder.length} characters`);
