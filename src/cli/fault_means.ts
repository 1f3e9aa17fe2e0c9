import type { LiveFault, TimedFault } from "../adapters/live/faults/live_fault.ts";
import { formatDuration, formatPercent } from "../base/units.ts";
import type { Band } from "../workload/schedule.ts";
import type { ServersToHurt } from "./live_faults.ts";

/** How a fault is done: to the server's own process, or to a link before it. */
type Means = "process" | "link";

/** Only a process of ours is signalled, and only what a signal can do is done so. */
export function meansOf({ part, fault }: TimedFault, servers: ServersToHurt): Means {
  const isOurs = part === "redis" && servers.redis !== undefined;
  return isOurs && (fault.kind === "kill" || fault.kind === "pause") ? "process" : "link";
}

/** Faults as a report draws them. */
export function faultBands(faults: readonly TimedFault[], servers: ServersToHurt): Band[] {
  return faults.map((timed) => ({
    name: `${timed.part}: ${inWords(timed.fault)} (${meansOf(timed, servers)})`,
    kind: "fault",
    fromMs: timed.atMs,
    toMs: timed.untilMs,
  }));
}

/** What was done, a line for each fault. */
export function faultLines(faults: readonly TimedFault[], servers: ServersToHurt): string[] {
  return faults.map((timed) => {
    const { part, fault, atMs, untilMs } = timed;
    const how = meansOf(timed, servers) === "process" ? DONE_BY_SIGNALS[fault.kind] : "on the way to the server";
    const length = formatDuration(untilMs - atMs);
    return `Fault: ${part}, ${inWords(fault)} at ${formatDuration(atMs)} for ${length}: ${how}`;
  });
}

const DONE_BY_SIGNALS: Readonly<Record<LiveFault["kind"], string>> = {
  kill: "SIGKILL to its process, then started again with nothing in memory",
  pause: "SIGSTOP to its process, then SIGCONT",
  slow: "",
  drop: "",
};

function inWords(fault: LiveFault): string {
  if (fault.kind === "slow") return `slow by ${formatDuration(fault.delayMs)}`;
  if (fault.kind === "drop") return `drops ${formatPercent(fault.share)}`;
  return fault.kind;
}
