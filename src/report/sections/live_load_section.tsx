import { formatCount, formatDuration } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { LatencyTable } from "../elements/latency_table.tsx";
import { Section } from "../elements/section.tsx";
import { Table } from "../elements/table.tsx";

type Load = NonNullable<DesignResult["load"]>;

/** Whether the load came as it was meant to, and what failed on the way; stands only in live reports. */
export function LiveLoadSection({ result }: { result: Result }) {
  const loads = result.designs.flatMap(({ name, load }) => load === undefined ? [] : [{ name, load }]);
  if (loads.length === 0) return null;
  const note = "All latencies above count from the intended send time, so that a late start is not hidden. " +
    "The generator's own lateness and the time from the actual send are here.";
  return (
    <Section id="live-load" title="How the load was sent" note={note}>
      {loads.map(({ name, load }) => (
        <div key={name}>
          <p>
            {name}: {load.model}
          </p>
          <LatencyTable
            caption={`Times of the requests to ${name}`}
            head="from"
            rows={[["the actual send to the reply", load.fromSendMs], [
              "the intended send to the actual one",
              load.lagMs,
            ]]}
          />
          <Table caption={`Requests to ${name}`} table={countsOf(load)} />
        </div>
      ))}
    </Section>
  );
}

function countsOf(load: Load) {
  const statuses = Object.entries(load.byStatus).map(([status, count]) => [`status ${status}`, formatCount(count)]);
  const errors = Object.entries(load.errors).map(([kind, count]) => [kind, formatCount(count)]);
  return {
    head: ["requests", "count"],
    rows: [
      ...statuses,
      [`left more than ${formatDuration(load.lateMs)} late`, formatCount(load.late)],
      ["sent again, the server had closed the connection", formatCount(load.retried)],
      ["connections opened", formatCount(load.connectionsOpened)],
      ...errors,
    ],
  };
}
