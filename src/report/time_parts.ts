import type { DesignResult } from "../runner/result_schema.ts";

/** A stretch of a request's way. */
export interface TimePart {
  readonly name: string;
  readonly ms: number;
}

/** Where a request's time goes, and what the parts add up to. */
export interface TimeParts {
  /** In the order of the way. */
  readonly parts: readonly TimePart[];
  readonly totalMs: number;
  /** What kind of request it is. */
  readonly of: string;
}

/**
 * The mean way of a request, part by part: the time that all requests together spent at a part, divided by all requests, so that the parts
 * add up to the mean latency; what no part accounts for is the application and the network between the parts. A design that measured
 * the steps of a page itself shows these instead.
 */
export function timePartsOf(design: DesignResult): TimeParts | undefined {
  const { compression, database, latencyMs, requests, tiers } = design;
  if (requests === 0 || !(latencyMs.mean > 0)) return undefined;
  const each = (summary: { count: number; mean: number }) => summary.count * summary.mean / requests;
  const known: TimePart[] = [
    ...tiers.map(({ name, latencyMs: spent }) => ({ name: `${name} look-ups`, ms: each(spent) })),
    { name: "wait for a connection", ms: each(database.waitMs) },
    { name: "queries", ms: each(database.durationMs) },
    { name: "compression", ms: each(compression.latencyMs) },
  ].filter(({ ms }) => ms > latencyMs.mean / 1000);
  const rest = latencyMs.mean - known.reduce((sum, { ms }) => sum + ms, 0);
  const parts = rest > 0 ? [{ name: "application, network", ms: rest }, ...known] : known;
  return { parts, totalMs: latencyMs.mean, of: "mean request" };
}
