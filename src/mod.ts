/**
 * tierlab's parts for any Deno or Node program, under the names of the architecture they implement.
 *
 * @module
 */
export {
  type CacheStrategyFace,
  createCacheStrategy,
  type FaceEntryOptions,
} from "./adapters/live/cache_strategy_face.ts";
export type {
  CacheStrategyFaceOptions,
  FaceFactory,
  MemoryLevelOptions,
  SharedLevelOptions,
} from "./adapters/live/cache_strategy_options.ts";
export type { CacheStrategyStats } from "./adapters/live/counting_probe.ts";
export { type CompressedResponseInit, createCompressedResponse } from "./adapters/live/compressed_response.ts";
export {
  createPerformanceMonitor,
  type PerformanceMonitorFace,
  type PerformanceMonitorFaceOptions,
} from "./adapters/live/monitor_face.ts";
export {
  type CacheBeside,
  createDatabaseOptimizer,
  type CreateDatabaseOptimizerOptions,
  type DatabaseOptimizerFace,
  type FaceExecuteOptions,
  type TransactionFace,
} from "./adapters/live/database_face.ts";
export { ProcessBus } from "./adapters/live/process_bus.ts";
export { defineDesign, type DesignConfig } from "./designs/design_config.ts";
export { aDevelopment, aProduction, aStaging, baseline } from "./designs/registered.ts";
export { evenBytes, type ItemBytes, paretoBytes, quantileBytes } from "./workload/item_sizes.ts";
export { keyValueScenario, type KeyValueWorkload } from "./workload/key_value_traffic.ts";
export { type ActionMix, type MixedTraffic, mixedTraffic, SHOP_MIX } from "./workload/mixed_traffic.ts";
export { recordedTraffic } from "./workload/recorded_traffic.ts";
export { defineScenario, type Scenario, type ScenarioContext } from "./workload/scenario.ts";
export {
  type Action,
  type Band,
  type Fault,
  type FaultTarget,
  type Incident,
  type Schedule,
} from "./workload/schedule.ts";
export { ScheduleBuilder } from "./workload/schedule_builder.ts";
