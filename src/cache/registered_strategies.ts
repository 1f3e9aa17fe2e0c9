export { cacheAside } from "./strategies/cache_aside.ts";
export { writeThrough } from "./strategies/write_through.ts";
export { writeBehind } from "./strategies/write_behind.ts";
export { refreshAhead } from "./strategies/refresh_ahead.ts";
