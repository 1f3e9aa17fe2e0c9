import { mix32 } from "../base/hash.ts";

/** Shares of clients that show AVIF, and WebP but not AVIF. Assumed, in the order of caniuse.com's 93 % and 96 %, 2026-11. */
const AVIF_SHARE = 0.93;
const WEBP_SHARE = 0.03;

/** Index in IMAGE_FORMATS of the best format that a client shows: it follows from its number. */
export function imageFormatOf(client: number): number {
  const unit = (mix32(client * 4 + 7) >>> 0) / 2 ** 32;
  return unit < AVIF_SHARE ? 0 : unit < AVIF_SHARE + WEBP_SHARE ? 1 : 2;
}
