import { mix32 } from "../base/hash.ts";
import { readImagePath } from "../workload/image_path.ts";
import { imageBytes } from "./image_sizes.ts";
import { memoised } from "../base/memoised.ts";
import { SHOP_SIZE } from "../workload/shop_size.ts";

/** A static file of the shop. */
export interface ShopFile {
  readonly path: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/** Style sheets and scripts of 4 to 120 KB, images of 8 to 90 KB; sizes assumed, 2026-11. */
export const SHOP_FILES: readonly ShopFile[] = [
  ...Array.from({ length: SHOP_SIZE.staticFiles }, (_, index) => {
    const isScript = index % 3 !== 0;
    return {
      path: `/static/${index}`,
      contentType: isScript ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8",
      sizeBytes: 4000 + (mix32(index + 11) >>> 0) % 116_000,
    };
  }),
  ...Array.from({ length: SHOP_SIZE.images }, (_, index) => ({
    path: `/images/${index}`,
    contentType: "image/webp",
    sizeBytes: 8000 + (mix32(index + 101) >>> 0) % 82_000,
  })),
];

const byPath = new Map(SHOP_FILES.map((file) => [file.path, file]));

/** The file at a path; product images exist for every product. */
export function fileAt(path: string): ShopFile | undefined {
  return byPath.get(path) ?? productImageAt(path);
}

const productImageAt = memoised(50_000, (path): ShopFile | undefined => {
  const image = readImagePath(path);
  return image && { path, contentType: `image/${image.format}`, sizeBytes: imageBytes(image) };
});
