import { FaultyLink } from "../adapters/live/faults/faulty_link.ts";
import { runFaults } from "../adapters/live/faults/fault_timetable.ts";
import type { FaultInjector, LiveFault, TimedFault } from "../adapters/live/faults/live_fault.ts";
import { formatDuration, formatPercent } from "../base/units.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Band, FaultTarget, Incident } from "../workload/schedule.ts";

/** The servers of a live run, by the URLs that the stack connects to. */
export interface ServerUrls {
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
}

/** Links before the servers that a run hurts. */
export interface LiveFaults {
  /** Through the links, where there are any. */
  readonly urls: ServerUrls;
  /** @param startMs Start of the load, as `performance.now()` tells time. @returns what ends and heals it */
  run(startMs: number): () => Promise<void>;
  close(): void;
}

/** The parts of a design that `--fault` can name: those that are servers, and the application itself. */
export function faultParts({ l2, database }: DesignConfig): string[] {
  // No link can stand before the nodes of a cluster: they tell their own addresses.
  return [...(l2?.kind === "redis" ? ["redis"] : []), ...(database.kind === "postgresql" ? ["database"] : [])];
}

/** Puts a link before each server that a fault names; the others are connected to as they are. */
export function openFaults(
  faults: readonly TimedFault[],
  urls: ServerUrls,
  options: { seed: number; onError: (error: unknown) => void },
): LiveFaults {
  const injectors = new Map<string, FaultInjector & { close(): void }>();
  const through = (part: string, url: string | undefined, usualPort: number): string | undefined => {
    if (!faults.some((fault) => fault.part === part)) return url;
    // Which server is missing is said by who needs it.
    if (url === undefined || !URL.canParse(url)) return url;
    const parsed = new URL(url);
    const hostname = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
    const link = new FaultyLink({ hostname, port: Number(parsed.port || usualPort) }, options);
    injectors.set(part, link);
    // URL does not set the host of a scheme that it does not know.
    const [, before, after] = /^([a-z]+:\/\/(?:[^@/]*@)?)[^/?]*(.*)$/.exec(url)!;
    return `${before}127.0.0.1:${link.port}${after}`;
  };
  const redisUrl = through("redis", urls.redisUrl, 6379);
  const databaseUrl = through("database", urls.databaseUrl, 5432);
  return {
    urls: { redisUrl, databaseUrl },
    run: (startMs) => runFaults({ faults, injectors, startMs, onError: options.onError }),
    close: () => injectors.forEach((link) => link.close()),
  };
}

/** Lets a scenario's restarts happen to a live stack. @returns what ends it */
export function runRestarts(incidents: readonly Incident[], stack: { restart(): void }, startMs: number): () => void {
  const timers = incidents.filter(({ kind }) => kind === "restart")
    .map(({ atMs }) => setTimeout(() => stack.restart(), startMs + atMs - performance.now()));
  return () => timers.forEach((timer) => clearTimeout(timer));
}

/** The servers that stand for a scenario's parts in a live run. */
const PART_OF: Readonly<Record<FaultTarget, string | undefined>> = {
  "l2": "redis",
  "database-primary": "database",
  "database-replica": undefined,
  "origin": undefined,
  "region": undefined,
};

/** A scenario's own faults, as far as they are faults of servers that this run has. */
export function scenarioFaults(incidents: readonly Incident[], parts: readonly string[]): TimedFault[] {
  return incidents.flatMap((incident) => {
    if (!("target" in incident)) return [];
    const part = PART_OF[incident.target];
    if (part === undefined || !parts.includes(part)) return [];
    return [{ part, fault: incident, atMs: incident.atMs, untilMs: incident.untilMs }];
  });
}

/** The faults of a live run as the simulation knows them, so that the prediction has them too. */
export function incidentsOf(faults: readonly TimedFault[]): Incident[] {
  return faults.map(({ part, fault, atMs, untilMs }) => {
    const target = part === "redis" ? "l2" : "database-primary";
    return { ...fault, target, atMs, untilMs };
  });
}

/** What of a scenario cannot happen to a live stack yet, though its prediction has it. */
export function incidentWarnings(incidents: readonly Incident[], parts: readonly string[]): string[] {
  const isDone = (incident: Incident) =>
    incident.kind === "restart" ||
    ("target" in incident &&
      (PART_OF[incident.target] === undefined ? false : parts.includes(PART_OF[incident.target]!)));
  return incidents.filter((incident) => !isDone(incident)).map((incident) => {
    const what = "target" in incident ? `${incident.kind} of ${incident.target}` : incident.kind;
    return `the scenario's ${what} at ${formatDuration(incident.atMs)} was not done live; the prediction has it`;
  });
}

/** Faults as a report draws them. */
export function faultBands(faults: readonly TimedFault[]): Band[] {
  return faults.map(({ part, fault, atMs, untilMs }) => ({
    name: `${part}: ${inWords(fault)}`,
    kind: "fault",
    fromMs: atMs,
    toMs: untilMs,
  }));
}

function inWords(fault: LiveFault): string {
  if (fault.kind === "slow") return `slow by ${formatDuration(fault.delayMs)}`;
  if (fault.kind === "drop") return `drops ${formatPercent(fault.share)}`;
  return fault.kind;
}
