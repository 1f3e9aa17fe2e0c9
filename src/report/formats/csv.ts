import type { DesignResult, Result } from "../../runner/result_schema.ts";

/** What a row says, by the name of its column. */
const COLUMNS: Readonly<Record<string, (run: DesignResult["repeats"][number]) => number | undefined>> = {
  seed: ({ seed }) => seed,
  requests: ({ requests }) => requests,
  errors: ({ errors }) => errors,
  mean_ms: ({ latencyMs }) => latencyMs.mean,
  p50_ms: ({ latencyMs }) => latencyMs.p50,
  p90_ms: ({ latencyMs }) => latencyMs.p90,
  p95_ms: ({ latencyMs }) => latencyMs.p95,
  p99_ms: ({ latencyMs }) => latencyMs.p99,
  p999_ms: ({ latencyMs }) => latencyMs.p999,
  max_ms: ({ latencyMs }) => latencyMs.max,
  hit_ratio: ({ hitRatio }) => hitRatio,
  throughput_rps: ({ throughputRps }) => throughputRps,
  queries_per_second: ({ queriesPerSecond }) => queriesPerSecond,
  bytes_out: ({ bytesOut }) => bytesOut,
};

/** One row a run (RFC 4180): the unit of sampling, for whoever wants statistics of their own. */
export function csvOf(result: Result): string {
  const tiers = [...new Set(result.designs.flatMap((design) => design.tiers.map(({ name }) => name)))];
  const head = ["scenario", "world", "design", ...Object.keys(COLUMNS), ...tiers.map((name) => `${name}_hit_ratio`)];
  const rows = result.designs.flatMap((design) =>
    design.repeats.map((run) => [
      result.scenario,
      result.world,
      design.name,
      ...Object.values(COLUMNS).map((read) => read(run)),
      ...tiers.map((name) => run.tiers.find((tier) => tier.name === name)?.hitRatio),
    ])
  );
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A text that a spreadsheet would take for a formula is kept from being one by an apostrophe. */
function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
