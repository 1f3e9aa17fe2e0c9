import { mix32 } from "../base/hash.ts";
import { SHOP_SIZE } from "../workload/shop_size.ts";

/** A product as it is first loaded; prices change afterwards. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly categoryId: number;
  readonly priceCents: number;
  readonly descriptionBytes: number;
}

/** Words that descriptions and pages are made of: the most frequent ones of shop texts, so that codecs find what they find there. */
const WORDS =
  ("the and with for your this from that our made quality design colour size cotton leather steel classic modern " +
    "light weight easy care delivery return warranty product order stock price offer new best comfortable durable perfect " +
    "kitchen garden summer winter outdoor travel family gift set pack premium natural organic handmade waterproof adjustable " +
    "battery power cable wireless display storage memory fast clean simple elegant soft strong safe small large medium")
    .split(" ");

/**
 * The shop's goods, from the product's number alone: the same product is the same in every run and world.
 *
 * Descriptions weigh 400 B to 12 KB, most of them about 2 KB (log-normal; assumed after typical product texts, 2026-11).
 */
export function productOf(id: number): Product {
  const hash = mix32(id + 1);
  const normal = approximateNormal(hash);
  return {
    id,
    name: `${wordAt(hash)} ${wordAt(hash >>> 7)} ${id}`,
    categoryId: id % SHOP_SIZE.categories,
    priceCents: 199 + ((hash >>> 3) % 50_000),
    descriptionBytes: Math.round(Math.min(12_000, Math.max(400, 2000 * Math.exp(0.7 * normal)))),
  };
}

/** Reviews that a product has. */
export function reviewsOf(productId: number): number {
  return productId % 7;
}

/** Text of the given length, decided by the seed. */
export function textOf(seed: number, sizeBytes: number): string {
  let text = "";
  for (let index = 0; text.length < sizeBytes; index++) {
    const hash = mix32(seed * 7919 + index);
    text += wordAt(hash) + ((hash & 15) === 0 ? ". " : (hash & 63) === 1 ? ` ${hash & 0xfff} ` : " ");
  }
  return text.slice(0, sizeBytes);
}

function wordAt(hash: number): string {
  return WORDS[(hash >>> 1) % WORDS.length]!;
}

/** Sum of four uniform numbers, scaled to variance 1. */
function approximateNormal(hash: number): number {
  let sum = 0;
  for (let part = 0; part < 4; part++) sum += ((hash >>> (part * 8)) & 255) / 255;
  return (sum - 2) * Math.sqrt(3);
}
