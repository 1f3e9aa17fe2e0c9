import type { Step } from "../ports/probe.ts";
import type { ClientRecord } from "./client_traffic.ts";
import { withFront } from "./front_record.ts";
import type { RunRecord } from "./recorder.ts";

/** Steps of the document's framework. Live its tiers pass on: that the call took a microsecond says nothing of it. */
const NOT_LIVE: ReadonlySet<string> = new Set<Step>(["routing", "controller", "view", "other"]);

/**
 * A live run's record where clients are part of the design: its front and the clients' own tiers and steps as they told them, all behind
 * them as the server's components did. No tier and no step is told by both.
 */
export function withClients(inside: RunRecord, { load, inside: clients }: ClientRecord): RunRecord {
  const whole = withFront(inside, load);
  return {
    ...whole,
    tiers: { ...clients.tiers, ...whole.tiers },
    steps: Object.fromEntries(
      Object.entries({ ...clients.steps, ...whole.steps }).filter(([step]) => !NOT_LIVE.has(step)),
    ),
    channels: { ...whole.channels, ...clients.channels },
    degraded: { ...whole.degraded, ...clients.degraded },
    windows: whole.windows.map((window, index) => ({
      ...window,
      tiers: { ...clients.windows[index]?.tiers, ...window.tiers },
    })),
  };
}
