import type { DesignResult } from "./result_schema.ts";

/** A number that architecture B's document promises, beside what a run measured. */
export interface MarketplaceFigure {
  /** As in the list of all documented figures. */
  readonly id: string;
  readonly name: string;
  readonly unit: "ms" | "ratio";
  readonly promised: number;
  /** Undefined when the run had nothing that it speaks of. */
  readonly measured: number | undefined;
  /** A time holds within a tenth of the promise, a hit ratio when it is reached or at most a point below. */
  readonly holds: boolean | undefined;
  /** What the reader must know to believe the row. */
  readonly note: string | undefined;
}

const TOLERANCE = 0.1;
const HIT_TOLERANCE = 0.01;
const BY_CONSTRUCTION = "by construction: the model takes it from the document";

/** Steps of the document's framework: not there in a live run, whose application is this program. */
const FRAMEWORK: ReadonlySet<string> = new Set(["routing", "controller", "view", "other"]);

type Breakdown = NonNullable<DesignResult["breakdown"]>;

/** Each step of "Response Time Breakdown" is the sum of these measured steps. */
const TIMES: readonly { id: string; name: string; promised: number; steps: readonly string[]; note?: string }[] = [
  { id: "b.time.dns", name: "DNS lookup", promised: 20, steps: ["dns"], note: "assumed resolver" },
  { id: "b.time.tcp", name: "TCP connection", promised: 30, steps: ["tcp"] },
  { id: "b.time.tls", name: "TLS handshake", promised: 50, steps: ["tls"] },
  {
    id: "b.time.edge",
    name: "CDN edge",
    promised: 100,
    steps: ["round-trip", "edge", "compression", "edge-to-origin", "load-balancer"],
    note: "the client's round trip, the edge's own time, and on its miss the way to the origin",
  },
  {
    id: "b.time.server",
    name: "server processing",
    promised: 200,
    steps: ["routing", "controller", "redis", "query", "view", "other"],
  },
  { id: "b.time.routing", name: "- routing", promised: 10, steps: ["routing"], note: BY_CONSTRUCTION },
  { id: "b.time.controller", name: "- controller", promised: 20, steps: ["controller"], note: BY_CONSTRUCTION },
  {
    id: "b.time.query",
    name: "- database query",
    promised: 50,
    steps: ["query"],
    note: "two or three queries at architecture A's 10-50 ms each",
  },
  { id: "b.time.view", name: "- view rendering", promised: 100, steps: ["view"], note: BY_CONSTRUCTION },
  { id: "b.time.other", name: "- other", promised: 20, steps: ["other"], note: BY_CONSTRUCTION },
  {
    id: "b.time.download",
    name: "content download",
    promised: 400,
    steps: ["download"],
    note: "the page alone, compressed; not its images and scripts",
  },
];

/** "Cache Hit Rates". */
const HITS: readonly { id: string; name: string; promised: number; tier: string }[] = [
  { id: "b.hit.sw", name: "service worker hit ratio", promised: 0.85, tier: "service-worker" },
  { id: "b.hit.cdn", name: "CDN edge hit ratio", promised: 0.9, tier: "cdn" },
  { id: "b.hit.redis", name: "Redis hit ratio", promised: 0.95, tier: "l2" },
  { id: "b.hit.query", name: "query cache hit ratio", promised: 0.8, tier: "query-cache" },
];

/**
 * What architecture B's document promises of a product page's time and of its caches, judged by a run. Times are those of a way that
 * takes every step. The total is measured of such ways alone; that it holds says little when steps miss in both directions, and
 * its note then says so.
 *
 * @returns none for a design without a breakdown.
 */
export function marketplaceFigures(design: DesignResult): MarketplaceFigure[] {
  const { breakdown } = design;
  if (breakdown === undefined) return [];
  const times = TIMES.map(({ id, name, promised, steps, note }) => {
    const measured = sumOf(breakdown, steps);
    const holds = measured === undefined ? undefined : isNear(measured, promised);
    return { id, name, unit: "ms" as const, promised, measured, holds, note };
  });
  const hits = HITS.map(({ id, name, promised, tier }) => {
    const measured = design.tiers.find((other) => other.name === tier)?.hitRatio;
    const holds = measured === undefined ? undefined : measured >= promised - HIT_TOLERANCE;
    return { id, name, unit: "ratio" as const, promised, measured, holds, note: undefined };
  });
  return [totalOf(breakdown, times), ...times, ...hits, savingOf(design)];
}

function savingOf({ originBytes, bytesOut }: DesignResult): MarketplaceFigure {
  const measured = originBytes === undefined || bytesOut === 0 ? undefined : Math.max(0, 1 - originBytes / bytesOut);
  return {
    ...{ id: "b.cdn.saving", name: "origin bandwidth saved", unit: "ratio", promised: 0.99, measured },
    holds: measured === undefined ? undefined : measured >= 0.99 - HIT_TOLERANCE,
    note: "of what pages were given, by service workers and edge together; the origin sends pages uncompressed",
  };
}

function totalOf(breakdown: Breakdown, times: readonly MarketplaceFigure[]): MarketplaceFigure {
  const promised = 800;
  const measured = breakdown.find(({ step }) => step === "total")?.meanMs;
  const isWhole = times.every((row) => row.measured !== undefined);
  const holds = measured === undefined || !isWhole ? undefined : isNear(measured, promised);
  // Those of the server's parts are in its own row.
  const missed = times.filter((row) => row.holds === false && !row.name.startsWith("- "));
  const above = missed.filter((row) => row.measured! > row.promised).length;
  const cancels = holds === true && above > 0 && above < missed.length;
  const note = !isWhole
    ? "not of every step: those that are not measured are not in it"
    : cancels
    ? `errors cancel: ${above} steps above and ${missed.length - above} below what is promised`
    : missed.length > 0
    ? `${missed.length} of its steps miss their own promise`
    : undefined;
  return { id: "b.time.total", name: "total", unit: "ms", promised, measured, holds, note };
}

function sumOf(breakdown: Breakdown, steps: readonly string[]): number | undefined {
  const found = breakdown.filter(({ step }) => steps.includes(step));
  const isCut = steps.some((step) => FRAMEWORK.has(step) && !found.some((one) => one.step === step));
  return found.length === 0 || isCut ? undefined : found.reduce((sum, { meanMs }) => sum + meanMs, 0);
}

function isNear(measured: number, promised: number): boolean {
  return Math.abs(measured - promised) <= promised * TOLERANCE;
}
