import { formatCount, formatPercent, formatSize } from "../../base/units.ts";
import type { DesignResult, LatencySummary } from "../../runner/result_schema.ts";
import { Facts } from "../elements/facts.tsx";
import { LatencyTable } from "../elements/latency_table.tsx";
import { Table } from "../elements/table.tsx";
import { formatRate } from "../rate.ts";

/** Tiers, routes, who answered, database, compression and web vitals of one design. */
export function DesignTables({ design }: { design: DesignResult }) {
  return (
    <>
      <h3>Tiers</h3>
      <Tiers design={design} />
      <h3>Routes</h3>
      <LatencyTable caption="Latency by route" head="route" rows={Object.entries(design.latencyByRoute)} />
      <h3>Answered by</h3>
      <Table caption="Replies by who gave them" table={servedBy(design)} />
      <h3>Database</h3>
      <Database design={design} />
      <h3>Compression</h3>
      <Compression compression={design.compression} />
      <h3>Web vitals</h3>
      <Vitals vitals={design.vitals} />
    </>
  );
}

function Tiers({ design }: { design: DesignResult }) {
  if (design.tiers.length === 0) return <p class="empty">This design has no tier that looks things up.</p>;
  const table = {
    head: ["tier", "look-ups", "hits", "hit ratio", "share of all"],
    rows: design.tiers.map(({ name, requests, hits, hitRatio, shareOfAll }) => [
      name,
      formatCount(requests),
      formatCount(hits),
      formatPercent(hitRatio),
      formatPercent(shareOfAll),
    ]),
  };
  const rows = design.tiers.map(({ name, latencyMs }) => [name, latencyMs] as const);
  return (
    <>
      <Facts facts={{ invalidations: formatCount(design.invalidations), evictions: formatCount(design.evictions) }} />
      <Table caption="Hit ratios: of the look-ups at the tier, and of all cacheable requests" table={table} />
      <LatencyTable caption="Latency of a look-up, by tier" head="tier" rows={rows} />
    </>
  );
}

function servedBy(design: DesignResult) {
  const replies = Object.values(design.servedBy).reduce((sum, count) => sum + count, 0);
  return {
    head: ["by", "replies", "share"],
    rows: Object.entries(design.servedBy).map(([name, count]) => [
      name,
      formatCount(count),
      replies === 0 ? "–" : formatPercent(count / replies),
    ]),
  };
}

function Database({ design: { database } }: { design: DesignResult }) {
  return (
    <>
      <Facts
        facts={{
          queries: formatCount(database.queries),
          "a second": formatRate(database.queriesPerSecond),
          writes: formatCount(database.writes),
          "slow queries": formatCount(database.slowQueries),
          "longest queue for a connection": formatCount(database.longestQueue),
        }}
      />
      <LatencyTable
        caption="Time in the database"
        head="what"
        rows={[["query", database.durationMs], ["wait for a connection", database.waitMs]]}
      />
    </>
  );
}

function Compression({ compression }: { compression: DesignResult["compression"] }) {
  const { replies, inputBytes, outputBytes, latencyMs } = compression;
  if (replies === 0) return <p class="empty">No reply was compressed.</p>;
  return (
    <>
      <Facts
        facts={{
          replies: formatCount(replies),
          before: formatSize(inputBytes),
          after: formatSize(outputBytes),
          saved: inputBytes === 0 ? null : formatPercent(1 - outputBytes / inputBytes),
        }}
      />
      <LatencyTable caption="Time to compress a reply" head="what" rows={[["compression", latencyMs]]} />
    </>
  );
}

function Vitals({ vitals }: { vitals: DesignResult["vitals"] }) {
  const inTime = Object.entries(vitals).filter(([name]) => name !== "CLS");
  const shift = Object.hasOwn(vitals, "CLS") ? vitals["CLS"] : undefined;
  if (inTime.length === 0 && !shift) return <p class="empty">The run could derive no web vital.</p>;
  return (
    <>
      {inTime.length === 0 ? null : <LatencyTable caption="Web vitals in time" head="vital" rows={inTime} />}
      {shift ? <Facts facts={{ "CLS, count": formatCount(shift.count), ...scores(shift) }} /> : null}
    </>
  );
}

function scores({ p50, p95 }: LatencySummary): Record<string, string> {
  return { "CLS p50": String(Number(p50.toPrecision(3))), "CLS p95": String(Number(p95.toPrecision(3))) };
}
