import { formatDuration, formatPercent } from "../../base/units.ts";
import { marketplaceFigures } from "../../runner/result_marketplace_figures.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { Section } from "../elements/section.tsx";
import { Table } from "../elements/table.tsx";

type Breakdown = NonNullable<DesignResult["breakdown"]>;

const WIDTH = 720;
const LABEL_WIDTH = 130;
const VALUE_WIDTH = 120;
const ROW = 22;

/** Where a product page's time goes, step after step, beside what its document promises; nothing without a breakdown. */
export function BreakdownSection({ result }: { result: Result }) {
  const designs = result.designs.filter(({ breakdown }) => breakdown !== undefined);
  if (designs.length === 0) return null;
  return (
    <Section
      id="breakdown"
      title="Where a product page's time goes"
      note="Each step's mean where it is taken; the share tells how many of the pages that were asked for over the network took it. The total is measured of pages that took every step."
    >
      {designs.map((design) => (
        <article key={design.name} class="card">
          <h3>{design.name}</h3>
          <Waterfall name={design.name} breakdown={design.breakdown!} />
          <Table caption="Documented, and measured in this run" table={tableOf(design)} />
          <Notes design={design} />
        </article>
      ))}
    </Section>
  );
}

/** Bars in the colour of the text, so that they follow every colour scheme. */
function Waterfall({ name, breakdown }: { name: string; breakdown: Breakdown }) {
  const steps = breakdown.filter(({ step }) => step !== "total");
  const wholeMs = steps.reduce((sum, { meanMs }) => sum + meanMs, 0);
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / Math.max(wholeMs, 1e-9);
  let fromMs = 0;
  const rows = steps.map(({ step, meanMs, share }) => {
    const x = LABEL_WIDTH + fromMs * scale;
    fromMs += meanMs;
    return {
      step,
      share,
      x,
      width: Math.max(1, meanMs * scale),
      text: `${formatDuration(meanMs)} · ${formatPercent(share)}`,
    };
  });
  const label = `${name}: ${steps.map(({ step, meanMs }) => `${step} ${formatDuration(meanMs)}`).join(", ")}.`;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${rows.length * ROW}`}
      role="img"
      aria-label={label}
      style="max-width:100%"
      font-size="12"
    >
      {rows.map(({ step, share, x, width, text }, row) => (
        <g key={step} fill="currentColor">
          <text x="0" y={row * ROW + 15}>{step}</text>
          <rect
            x={x.toFixed(1)}
            y={row * ROW + 4}
            width={width.toFixed(1)}
            height={ROW - 8}
            opacity={0.25 + 0.5 * share}
          />
          <text x={(x + width + 6).toFixed(1)} y={row * ROW + 15}>{text}</text>
        </g>
      ))}
    </svg>
  );
}

function Notes({ design }: { design: DesignResult }) {
  const rows = marketplaceFigures(design).filter(({ note }) => note !== undefined);
  return (
    <ul class="note">
      {rows.map(({ id, name, note }) => <li key={id}>{name.replace(/^- /, "")}: {note}.</li>)}
    </ul>
  );
}

function tableOf(design: DesignResult) {
  const shown = (value: number | undefined, unit: "ms" | "ratio") =>
    value === undefined ? "–" : unit === "ms" ? formatDuration(value) : formatPercent(value);
  return {
    head: ["documented", "promised", "measured", "holds"],
    rows: marketplaceFigures(design).map(({ name, unit, promised, measured, holds, note }) => [
      name,
      shown(promised, unit),
      shown(measured, unit),
      holds === undefined ? "not measured" : note?.startsWith("by construction") ? "given" : holds ? "yes" : "no",
    ]),
  };
}
