import { mix32 } from "../base/hash.ts";
import { SHOP_SIZE } from "../workload/shop_size.ts";

/** Who sells a product. */
export function sellerOf(productId: number): number {
  return (mix32(productId ^ 0x5e11e2) >>> 0) % SHOP_SIZE.sellers;
}

/** What a seller has of a product at first: 0 to 499. */
export function firstStockOf(productId: number): number {
  return (mix32(productId ^ 0x570c4) >>> 0) % 500;
}

/** Products beside a product: the next ones of its category, whether they exist or not. */
export function relatedTo(productId: number, options: { first: number; categories: number }): number[] {
  return Array.from({ length: options.first }, (_, index) => productId + (index + 1) * options.categories);
}
