import type { Coherence } from "./coherence.ts";

/** Numbered messages: a lost one is noticed by the next, or by the second heartbeat at the latest. */
export const pubsub: Coherence = {
  description: "each change is published as a numbered message to all instances",
  isForClusters: true,
  boundMs: ({ heartbeatMs, deadlineMs }) => 2 * heartbeatMs + 4 * deadlineMs,
};
