import { formatCount, formatPercent, formatSize } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { Facts } from "../../elements/facts.tsx";
import { Section } from "../../elements/section.tsx";
import { ReplayCharts } from "./replay_charts.tsx";

/** What the requests are like, whatever the cache. */
export function TraceSection({ result }: { result: ReplayResult }) {
  const { trace, shape } = result;
  return (
    <Section id="trace" title="The trace" note="What the requests are like, whatever the cache.">
      <Facts
        facts={{
          requests: formatCount(trace.requests),
          objects: formatCount(trace.objects),
          "requests an object": (trace.requests / trace.objects).toFixed(1),
          "first requests": formatPercent(trace.objects / trace.requests),
          "asked for once only": shape === null
            ? null
            : `${formatCount(shape.onceOnly)} objects (${formatPercent(shape.onceOnly / trace.objects)})`,
          "Zipf exponent": shape === null ? null : shape.zipfExponent.toFixed(2),
          requested: trace.bytes === null ? null : formatSize(trace.bytes),
          "all objects together": trace.footprintBytes === null ? null : formatSize(trace.footprintBytes),
          "mean object": trace.footprintBytes === null ? null : formatSize(trace.footprintBytes / trace.objects),
        }}
      />
      <ReplayCharts place="trace" result={result} />
    </Section>
  );
}
