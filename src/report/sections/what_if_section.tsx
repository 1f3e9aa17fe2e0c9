import { formatDuration, formatPercent, formatSize } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { Section } from "../elements/section.tsx";
import { Table } from "../elements/table.tsx";
import { formatRate } from "../rate.ts";
import { type Change, changesOf } from "../what_if_changes.ts";

/** What each part of a design is worth: the same design on the same seeds without it. Stands only where that was run. */
export function WhatIfSection({ result }: { result: Result }) {
  const designs = result.designs.filter(({ whatIf }) => (whatIf ?? []).length > 0);
  if (designs.length === 0) return null;
  return (
    <Section
      id="what-if"
      title="What if a part were missing?"
      note="Each design was run again on the same seeds without one of its parts. Values are means over the seeds; in brackets the change, from the least to the largest over the seeds."
    >
      {designs.map((design) => <Table key={design.name} caption={design.name} table={tableOf(design)} />)}
    </Section>
  );
}

/** A smaller share of a value is the same value with other random numbers behind it. */
const NOTHING = 0.002;

function tableOf(design: DesignResult) {
  const rows = changesOf(design);
  return {
    head: ["without", "p50", "p95", "hit ratio", "queries/s", "sent"],
    rows: rows.map(({ without, p50, p95, hitRatio, queriesPerSecond, bytesOut }) => [
      without,
      text(p50, formatDuration),
      text(p95, formatDuration),
      text(hitRatio, formatPercent),
      text(queriesPerSecond, formatRate),
      text(bytesOut, formatSize),
    ]),
  };
}

function text({ value, least, largest }: Change, format: (value: number) => string): string {
  if (least === undefined || largest === undefined) return format(value);
  const isNothing = (change: number) => Math.abs(change) < Math.abs(value) * NOTHING;
  const signed = (change: number) =>
    isNothing(change) || change === 0 ? "±0" : `${change < 0 ? "−" : "+"}${format(Math.abs(change))}`;
  const [from, to] = [signed(least), signed(largest)];
  return `${format(value)} (${from === to ? from : `${from} to ${to}`})`;
}
