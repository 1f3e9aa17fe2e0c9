export { tierlab } from "./libraries/ours.ts";
export { bentocache } from "./libraries/bentocache.ts";
export { cacheable } from "./libraries/cacheable.ts";
export { cacheManager } from "./libraries/cache_manager.ts";
