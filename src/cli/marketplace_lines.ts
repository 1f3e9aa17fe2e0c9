import { formatCount, formatDuration, formatPercent } from "../base/units.ts";
import { marketplaceFigures } from "../runner/result_marketplace_figures.ts";
import type { DesignResult } from "../runner/result_schema.ts";
import { tableLines } from "./table.ts";

/** What architecture B's document promises and the run measured; nothing for a design that measures no steps. */
export function marketplaceLines(design: DesignResult): string[] {
  const figures = marketplaceFigures(design);
  if (figures.length === 0) return [];
  const shown = (value: number | undefined, unit: "ms" | "ratio") =>
    value === undefined ? "-" : unit === "ms" ? formatDuration(value) : formatPercent(value);
  return [
    `${design.name}, a product page that takes every step, and the caches:`,
    ...tableLines(
      ["documented", "promised", "measured", "verdict"],
      figures.map(({ name, unit, promised, measured, holds, note }) => [
        name,
        shown(promised, unit),
        shown(measured, unit),
        holds === undefined
          ? "not measured"
          : note?.startsWith("by construction")
          ? "given"
          : holds
          ? "holds"
          : "DOES NOT HOLD",
      ]),
    ),
    ...figures.flatMap(({ name, note }) => note && !name.startsWith("-") ? [`  ${name}: ${note}`] : []),
    ...Object.entries(design.channels ?? {}).map(([channel, { count, p50, p95 }]) =>
      `  ${channel} channel: ${formatCount(count)} deliveries, p50 ${formatDuration(p50)}, p95 ${formatDuration(p95)}`
    ),
    "",
  ];
}
