/** How a stack fills and reads its caches. */
export const cacheAside = {
  description: "look in L1, then L2, then run the factory and store in both (getOrSet)",
};
