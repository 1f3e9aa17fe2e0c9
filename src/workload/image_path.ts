import { IMAGE_FORMATS, IMAGE_SIZE_NAMES, type ImageFormat, type ImageSize } from "./image_variants.ts";

/** A schedule's item for an image of a product. */
export function imageItem(product: number, size: ImageSize): number {
  return product * IMAGE_SIZE_NAMES.length + IMAGE_SIZE_NAMES.indexOf(size);
}

/** The path of an image: "/images/12-medium.avif". @param format Index in IMAGE_FORMATS. */
export function imagePath(item: number, format: number): string {
  const product = Math.floor(item / IMAGE_SIZE_NAMES.length);
  return `/images/${product}-${IMAGE_SIZE_NAMES[item % IMAGE_SIZE_NAMES.length]!}.${IMAGE_FORMATS[format]!}`;
}

const PATH = /^\/images\/(\d{1,9})-(thumbnail|small|medium|large)\.(avif|webp|jpeg)$/;

/** What an image's path names; undefined for any other path. */
export function readImagePath(path: string): { product: number; size: ImageSize; format: ImageFormat } | undefined {
  const found = PATH.exec(path);
  if (found === null) return undefined;
  return { product: Number(found[1]), size: found[2] as ImageSize, format: found[3] as ImageFormat };
}
