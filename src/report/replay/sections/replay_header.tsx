import { formatCount, formatDuration, formatSize } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { dateText } from "../../sections/page_header.tsx";
import { replayHeadline } from "../replay_findings.ts";
import { policyNames, traceName } from "../replay_names.ts";
import { sizesOf } from "../replay_sizes.ts";

/** What was replayed, and the answer in one line. */
export function ReplayHeader({ result }: { result: ReplayResult }) {
  const { trace, warnings } = result;
  const [policies, sizes] = [policyNames(result).length, sizesOf(result).length];
  const volume = trace.bytes === null ? "" : `, ${formatSize(trace.bytes)} requested`;
  const span = trace.durationMs === null || trace.durationMs === 0 ? "" : ` over ${spanText(trace.durationMs)}`;
  return (
    <header>
      <p class="kicker">
        <span class="brand">tierlab</span>
        <span>replay of {traceName(trace)}</span>
        <span class="world">simulated</span>
        <span>{dateText(result.date)}</span>
      </p>
      {result.interrupted
        ? (
          <p class="notice bad" role="note">
            <strong>Stopped before its end.</strong> Only the simulations that were finished are shown.
          </p>
        )
        : null}
      <h1>{replayHeadline(result)}</h1>
      <p class="lead">
        {formatCount(trace.requests)} requests to {formatCount(trace.objects)} objects{volume}
        {span}, format {trace.format}. {policies} {policies === 1 ? "policy" : "policies"} at {sizes}{" "}
        {sizes === 1 ? "size" : "sizes"}; all met the very same requests, from an empty cache, every request counted.
      </p>
      {warnings.length === 0 ? null : (
        <p class="notice close" role="note">
          {warnings.length === 1 ? "One warning" : `${warnings.length} warnings`} about this replay:{" "}
          <a href="#warnings">read {warnings.length === 1 ? "it" : "them"}</a> before you rely on the figures.
        </p>
      )}
    </header>
  );
}

const HOUR_MS = 3_600_000;

/** Long spans in hours and days, which `formatDuration` would give in minutes. */
function spanText(ms: number): string {
  if (ms < 2 * HOUR_MS) return formatDuration(ms);
  const [amount, unit] = ms < 72 * HOUR_MS ? [ms / HOUR_MS, "hours"] : [ms / (24 * HOUR_MS), "days"];
  return `${Number(amount.toPrecision(3))} ${unit}`;
}
