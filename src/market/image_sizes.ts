import { mix32 } from "../base/hash.ts";
import type { ImageFormat, ImageSize } from "../workload/image_variants.ts";

/**
 * Bytes of the pipeline's variants of one photographic-like image, as `optimizeImage` made them with sharp 0.34.5 (JPEG 80 with mozjpeg,
 * WebP 80, AVIF 50) from `photograph({ seed: 1, side: 2000 })`: measured 2026-11-28.
 */
export const MEASURED_IMAGE_BYTES: Readonly<Record<ImageSize, Readonly<Record<ImageFormat, number>>>> = {
  thumbnail: { jpeg: 4343, webp: 3448, avif: 2187 },
  small: { jpeg: 11_557, webp: 8670, avif: 4441 },
  medium: { jpeg: 32_538, webp: 22_364, avif: 9723 },
  large: { jpeg: 99_212, webp: 68_276, avif: 22_602 },
};

/** The same picture as uploaded (JPEG 95, 4:4:4) and encoded anew in its own size. */
export const MEASURED_UPLOAD_BYTES: Readonly<Record<ImageFormat | "upload", number>> = {
  upload: 1_490_289,
  jpeg: 269_033,
  webp: 322_690,
  avif: 48_555,
};

/** Bytes of a product's image: the measured ones, half as much to twice as much by what it shows (assumed, 2026-11). */
export function imageBytes(image: { product: number; size: ImageSize; format: ImageFormat }): number {
  const unit = (mix32(image.product ^ 0x1a6e5) >>> 0) / 2 ** 32;
  return Math.round(MEASURED_IMAGE_BYTES[image.size][image.format] * 2 ** (2 * unit - 1));
}
