import sharp from "sharp";
import type { Picture } from "../../market/photograph.ts";
import {
  IMAGE_FORMATS,
  IMAGE_SIZE_NAMES,
  IMAGE_SIZES,
  type ImageFormat,
  type ImageSize,
} from "../../workload/image_variants.ts";

/** One size in one format. */
export interface ImageVariant {
  readonly size: ImageSize;
  readonly format: ImageFormat;
  readonly bytes: Uint8Array;
}

/** What an upload becomes: architecture B, "Image Optimization Pipeline". */
export interface OptimizedImage {
  readonly variants: readonly ImageVariant[];
  /** A blurred picture of a few pixels as a data URL, shown until the image is there. */
  readonly placeholder: string;
}

/** Qualities: mozjpeg and WebP at 80, AVIF at 50, which look alike; sharp's defaults but for mozjpeg. */
const QUALITY = { jpeg: 80, webp: 80, avif: 50 } as const;
const PLACEHOLDER_PX = 16;

/**
 * Makes every size and format of an uploaded image, and its placeholder. A smaller original is not enlarged.
 *
 * @param original An encoded image (JPEG, PNG, WebP, AVIF).
 * @param sizes @default all of them
 * @throws what sharp throws for what is no image.
 */
export async function optimizeImage(
  original: Uint8Array,
  sizes: readonly ImageSize[] = IMAGE_SIZE_NAMES,
): Promise<OptimizedImage> {
  const variants: ImageVariant[] = [];
  for (const size of sizes) {
    const px = IMAGE_SIZES[size];
    const resized = sharp(original).rotate().resize(px, px, { fit: "cover", withoutEnlargement: true });
    for (const format of IMAGE_FORMATS) variants.push({ size, format, bytes: await encode(resized.clone(), format) });
  }
  const blurred = await sharp(original).rotate().resize(PLACEHOLDER_PX, PLACEHOLDER_PX).blur().webp({ quality: 20 })
    .toBuffer();
  return { variants, placeholder: `data:image/webp;base64,${blurred.toString("base64")}` };
}

/** An image in its own size in one of the pipeline's formats. */
export function reencode(original: Uint8Array, format: ImageFormat): Promise<Uint8Array> {
  return encode(sharp(original), format);
}

/** A picture as a camera stores it: JPEG 95 without colour subsampling. */
export function asUpload({ rgb, side }: Picture): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
}

function encode(image: sharp.Sharp, format: ImageFormat): Promise<Uint8Array> {
  switch (format) {
    case "jpeg":
      return image.jpeg({ quality: QUALITY.jpeg, mozjpeg: true }).toBuffer();
    case "webp":
      return image.webp({ quality: QUALITY.webp }).toBuffer();
    case "avif":
      return image.avif({ quality: QUALITY.avif }).toBuffer();
    default:
      return format satisfies never;
  }
}
