import { formatCount, formatPercent, formatSize } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { Section } from "../elements/section.tsx";
import { Swatch } from "../elements/swatch.tsx";
import { PERCENTILES, percentileText } from "../percentile.ts";
import { formatRate } from "../rate.ts";
import { spreadOf, spreadText } from "../spread.ts";
import { formatDuration } from "../../base/units.ts";

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly spread: string;
}

/** A card of metric tiles for each design. */
export function MetricsSection({ result }: { result: Result }) {
  return (
    <Section
      id="metrics"
      title="Metrics"
      note="Whole run, measured at the front door from the intended send time to the reply. Small print: least and largest value over the repeats."
    >
      <div class="cards">
        {result.designs.map((design, index) => (
          <article key={index} class="card" aria-labelledby={`metrics-${index}`}>
            <h3 id={`metrics-${index}`}>
              <Swatch index={index} /> {design.name}
            </h3>
            <p class="note">{design.description}</p>
            <dl class="tiles">
              {tilesOf(design).map(({ name, value, spread }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    <strong>{value}</strong>
                    {spread === "" ? null : <small>{spread}</small>}
                  </dd>
                </div>
              ))}
            </dl>
          </article>
        ))}
      </div>
    </Section>
  );
}

function tilesOf(design: DesignResult): Tile[] {
  const latencies = PERCENTILES.filter(({ key }) => key === "p50" || key === "p95" || key === "p99").map((
    percentile,
  ) => ({
    name: `latency ${percentile.label}`,
    value: percentileText(design.latencyMs, percentile),
    spread: spreadText(spreadOf(design, ({ latencyMs }) => latencyMs[percentile.key]), formatDuration),
  }));
  const hasCache = design.tiers.length > 0;
  return [
    ...latencies,
    {
      name: "hit ratio",
      value: hasCache ? formatPercent(design.hitRatio) : "no cache",
      spread: hasCache ? spreadText(spreadOf(design, ({ hitRatio }) => hitRatio), formatPercent) : "",
    },
    { name: "origin queries/s", value: formatRate(design.database.queriesPerSecond), spread: "" },
    {
      name: "replies/s",
      value: formatRate(design.throughputRps),
      spread: spreadText(spreadOf(design, ({ throughputRps }) => throughputRps), formatRate),
    },
    { name: "bytes sent", value: formatSize(design.bytesOut), spread: "" },
    {
      name: `errors (${errorShare(design.errorRatio)})`,
      value: formatCount(design.errors),
      spread: spreadText(spreadOf(design, ({ errors }) => errors), formatCount),
    },
  ];
}

function errorShare(ratio: number): string {
  return ratio > 0 && ratio < 0.001 ? "< 0.1 %" : formatPercent(ratio);
}
