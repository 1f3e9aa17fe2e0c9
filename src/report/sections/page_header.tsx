import { formatCount, formatDuration } from "../../base/units.ts";
import type { Result } from "../../runner/result_schema.ts";
import { formatRate } from "../rate.ts";
import { headline } from "../verdict/headline.ts";

/** What was run, and the verdict in one line. */
export function PageHeader({ result }: { result: Result }) {
  const { workload } = result;
  const repeats = Math.max(0, ...result.designs.map(({ repeats }) => repeats.length));
  return (
    <header>
      <p class="kicker">
        <span class="brand">tierlab</span>
        <span>scenario {result.scenario}</span>
        <span class="world">{result.world === "live" ? "measured live" : "simulated"}</span>
        <span>{dateText(result.date)}</span>
      </p>
      {result.interrupted
        ? (
          <p class="notice bad" role="note">
            <strong>Stopped before its end.</strong> The figures are those of what was measured until then.
          </p>
        )
        : null}
      <h1>{headline(result)}</h1>
      <p class="lead">
        {workload.description}. {formatCount(workload.requests)} requests over {formatDuration(workload.durationMs)}
        {" "}
        ({formatRate(workload.rateRps)} a second), {repeats === 1 ? "one repeat" : `${repeats} repeats`}
        {result.designs.length > 1 ? "; every design met the very same requests" : ""}.
      </p>
      {result.warnings.length === 0 ? null : (
        <p class="notice close" role="note">
          {result.warnings.length === 1 ? "One warning" : `${result.warnings.length} warnings`} about this run:{" "}
          <a href="#warnings">read {result.warnings.length === 1 ? "it" : "them"}</a> before you rely on the figures.
        </p>
      )}
    </header>
  );
}

/** "2025-11-22 09:30 UTC" for an ISO date in UTC; anything else as it stands. */
export function dateText(date: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z$/.exec(date);
  return match ? `${match[1]} ${match[2]} UTC` : date;
}
