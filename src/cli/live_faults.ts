import { FaultyLink } from "../adapters/live/faults/faulty_link.ts";
import { runFaults } from "../adapters/live/faults/fault_timetable.ts";
import type { FaultInjector, TimedFault } from "../adapters/live/faults/live_fault.ts";
import { type FaultyProcess, ProcessFaults } from "../adapters/live/faults/process_faults.ts";
import type { RunningServer } from "../adapters/live/servers/server_process.ts";
import { formatDuration } from "../base/units.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Stack } from "../designs/stack.ts";
import type { FaultTarget, Incident } from "../workload/schedule.ts";
import { meansOf } from "./fault_means.ts";

/** The servers of a live run, by the URLs that the stack connects to. */
export interface ServerUrls {
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
}

/** Those that can be hurt. */
export interface ServersToHurt extends ServerUrls {
  /** The Redis that we started; undefined for somebody else's, whose process is not ours to signal. */
  readonly redis?: RunningServer | undefined;
}

/** What hurts the servers of a run. */
export interface LiveFaults {
  /** Through the links, where there are any. */
  readonly urls: ServerUrls;
  /** @param startMs Start of the load, as `performance.now()` tells time. @returns what ends and heals it */
  run(startMs: number): () => Promise<void>;
  close(): void;
}

/** The parts of a design that `--fault` can name: those that are servers, and the application itself. */
export function faultParts({ l2, database }: DesignConfig): string[] {
  // No link can stand before the nodes of a cluster: they tell their own addresses. Of several databases none is meant.
  const isOne = database.kind === "postgresql" && (database.shards ?? 1) === 1;
  return [...(l2?.kind === "redis" ? ["redis"] : []), ...(isOne ? ["database"] : [])];
}

/**
 * Makes ready what hurts each server that a fault names: the process itself where we started it and the fault is one of processes,
 * otherwise a link before it. The other servers are connected to as they are.
 */
export function openFaults(
  faults: readonly TimedFault[],
  servers: ServersToHurt,
  options: { seed: number; onError: (error: unknown) => void },
): LiveFaults {
  const injectors = new Map<string, FaultInjector>();
  const links: FaultyLink[] = [];
  const hurt = (part: string, url: string | undefined, usualPort: number): string | undefined => {
    const ofPart = faults.filter((fault) => fault.part === part);
    // Which server is missing is said by who needs it.
    if (ofPart.length === 0 || url === undefined || !URL.canParse(url)) return url;
    const own = part === "redis" ? servers.redis : undefined;
    if (own !== undefined && ofPart.every((fault) => meansOf(fault, servers) === "process")) {
      injectors.set(part, new ProcessFaults(processOf(own)));
      return url;
    }
    const parsed = new URL(url);
    const hostname = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
    const link = new FaultyLink({ hostname, port: Number(parsed.port || usualPort) }, options);
    links.push(link);
    injectors.set(part, own === undefined ? link : new ProcessFaults(processOf(own), link));
    // URL does not set the host of a scheme that it does not know.
    const [, before, after] = /^([a-z]+:\/\/(?:[^@/]*@)?)[^/?]*(.*)$/.exec(url)!;
    return `${before}127.0.0.1:${link.port}${after}`;
  };
  const redisUrl = hurt("redis", servers.redisUrl, 6379);
  const databaseUrl = hurt("database", servers.databaseUrl, 5432);
  return {
    urls: { redisUrl, databaseUrl },
    run: (startMs) => runFaults({ faults, injectors, startMs, onError: options.onError }),
    close: () => links.forEach((link) => link.close()),
  };
}

function processOf(server: RunningServer): FaultyProcess {
  return {
    pid: server.pid,
    restart: async () => {
      await server.restart();
      return { pid: server.pid };
    },
  };
}

/** What a scenario's incidents act on. */
export type HurtStack = Pick<Stack, "restart" | "setDown" | "edges">;

/**
 * Lets restarts, and servers of the application that are down, happen to a live stack. Behind nginx no server goes down: its port would
 * answer all the same.
 *
 * @returns what ends it
 */
export function runIncidents(incidents: readonly Incident[], stack: HurtStack, startMs: number): () => void {
  const at = (ms: number, act: () => void) => setTimeout(act, startMs + ms - performance.now());
  const timers = incidents.flatMap((incident) => {
    if (incident.kind === "restart") return [at(incident.atMs, () => stack.restart())];
    if (incident.kind !== "instance-down" || stack.edges.size === 0) return [];
    const { atMs, untilMs, instance } = incident;
    return [at(atMs, () => stack.setDown(instance, true)), at(untilMs, () => stack.setDown(instance, false))];
  });
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

/** What of a scenario cannot happen to a live stack yet, though its prediction has it. @param parts As `faultParts` gives them. */
export function incidentWarnings(
  incidents: readonly Incident[],
  parts: readonly string[],
  { edge }: Pick<DesignConfig, "edge"> = {},
): string[] {
  const isDone = (incident: Incident) =>
    incident.kind === "restart" || (incident.kind === "instance-down" && edge !== undefined) ||
    ("target" in incident &&
      (PART_OF[incident.target] === undefined ? false : parts.includes(PART_OF[incident.target]!)));
  return incidents.filter((incident) => !isDone(incident)).map((incident) => {
    const what = "target" in incident ? `${incident.kind} of ${incident.target}` : incident.kind;
    return `the scenario's ${what} at ${formatDuration(incident.atMs)} was not done live; the prediction has it`;
  });
}
