import type { Coherence } from "./coherence.ts";

/** Announcements share one ordered connection with the heartbeat, which the next heartbeat finds dead at the latest. */
export const tracking: Coherence = {
  description: "Redis itself announces every changed key (client tracking in broadcast mode)",
  isForClusters: false,
  boundMs: ({ heartbeatMs, deadlineMs }) => heartbeatMs + 4 * deadlineMs,
};
