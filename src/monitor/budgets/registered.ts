export { apiResponse, databaseQuery } from "./latencies.ts";
export { cacheHitRatio, errorRatio, memory } from "./ratios.ts";
export { cls, fid, lcp } from "./web_vitals.ts";
