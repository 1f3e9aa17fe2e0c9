/** How much there is in the shop besides products. Sellers, of the marketplace, are the users below their number; assumed, 2026-11. */
export const SHOP_SIZE = { categories: 40, staticFiles: 30, images: 60, sellers: 2000 } as const;
