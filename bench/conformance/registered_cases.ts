export { stampedes } from "./cases/stampedes.ts";
export { invalidations } from "./cases/invalidations.ts";
export { lifetimes } from "./cases/lifetimes.ts";
export { sharedLevel } from "./cases/shared_level.ts";
export { failingRedis } from "./cases/failing_redis.ts";
