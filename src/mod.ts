/**
 * tierlab's parts for any Deno or Node program, under the names of the architecture they implement.
 *
 * @module
 */
export { type CompressedResponseInit, createCompressedResponse } from "./adapters/live/compressed_response.ts";
export {
  createPerformanceMonitor,
  type PerformanceMonitorFace,
  type PerformanceMonitorFaceOptions,
} from "./adapters/live/monitor_face.ts";
