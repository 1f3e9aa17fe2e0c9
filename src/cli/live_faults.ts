import { FaultyLink } from "../adapters/live/faults/faulty_link.ts";
import { runFaults } from "../adapters/live/faults/fault_timetable.ts";
import type { FaultInjector, LiveFault, TimedFault } from "../adapters/live/faults/live_fault.ts";
import { Failure } from "../base/errors.ts";
import { formatDuration, formatPercent } from "../base/units.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Band, Incident } from "../workload/schedule.ts";

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
  return [...(l2 === undefined ? [] : ["redis"]), ...(database.kind === "postgresql" ? ["database"] : [])];
}

/**
 * Puts a link before each server that a fault names; the others are connected to as they are.
 *
 * @throws Failure `bad-fault` when a fault names a server that has no URL
 */
export function openFaults(
  faults: readonly TimedFault[],
  urls: ServerUrls,
  options: { seed: number; onError: (error: unknown) => void },
): LiveFaults {
  const injectors = new Map<string, FaultInjector & { close(): void }>();
  const through = (part: string, url: string | undefined, usualPort: number): string | undefined => {
    if (!faults.some((fault) => fault.part === part)) return url;
    if (url === undefined || !URL.canParse(url)) {
      throw new Failure(
        "bad-fault",
        `Cannot hurt ${part}: its server must be given by a URL: received ${url ?? "none"}`,
      );
    }
    const parsed = new URL(url);
    const hostname = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
    const link = new FaultyLink({ hostname, port: Number(parsed.port || usualPort) }, options);
    injectors.set(part, link);
    // URL does not set the host of a scheme that it does not know.
    const [, before, after] = /^([a-z]+:\/\/(?:[^@/]*@)?)[^/?]*(.*)$/.exec(url)!;
    return `${before}127.0.0.1:${link.port}${after}`;
  };
  const close = () => injectors.forEach((link) => link.close());
  try {
    return {
      urls: {
        redisUrl: through("redis", urls.redisUrl, 6379),
        databaseUrl: through("database", urls.databaseUrl, 5432),
      },
      run: (startMs) => runFaults({ faults, injectors, startMs, onError: options.onError }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Lets a scenario's restarts happen to a live stack. @returns what ends it */
export function runRestarts(incidents: readonly Incident[], stack: { restart(): void }, startMs: number): () => void {
  const timers = incidents.filter(({ kind }) => kind === "restart")
    .map(({ atMs }) => setTimeout(() => stack.restart(), startMs + atMs - performance.now()));
  return () => timers.forEach((timer) => clearTimeout(timer));
}

/** What of a scenario does not happen to a live stack by itself. */
export function incidentWarnings(incidents: readonly Incident[]): string[] {
  return incidents.filter(({ kind }) => kind !== "restart").map(({ kind, atMs }) =>
    `the scenario's ${kind} at ${formatDuration(atMs)} was not done live: name it with --fault; the prediction has it`
  );
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
