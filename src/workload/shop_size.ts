/** How much there is in the shop besides products. */
export const SHOP_SIZE = { categories: 40, staticFiles: 30, images: 60 } as const;
