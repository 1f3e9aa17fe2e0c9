import { formatCount, formatPercent } from "../base/units.ts";
import type { ReplayResult, ReplayResultCurve } from "../runner/result_replay_schema.ts";
import { tableLines } from "./table.ts";

/** Beside the sizes asked for and the knees, so many sizes of a curve are printed. */
const FEW_SIZES = 8;
/** Columns of curves beside one another in 80 characters. */
const CURVES_ABREAST = 6;

/** Miss ratio curves as tables: sizes down, policies across, the bound last. */
export function curveLines(result: ReplayResult): string[] {
  const curves = [...result.curves].sort((a, b) => Number(a.role === "bound") - Number(b.role === "bound"));
  if (curves.length === 0) return [];
  const lines = ["", "miss ratio in % by cache size in objects ([…] knee, > a size asked for):"];
  for (let from = 0; from < curves.length; from += CURVES_ABREAST) {
    lines.push(...blockLines(result, curves.slice(from, from + CURVES_ABREAST)));
  }
  return lines;
}

function blockLines(result: ReplayResult, curves: readonly ReplayResultCurve[]): string[] {
  const asked = new Set(result.rows.filter(({ sizeUnit }) => sizeUnit === "objects").map(({ size }) => size));
  const header = ["  size", "share", ...curves.map(({ policy, role }) => role === "bound" ? "bound" : cut(policy))];
  const rows = shownSizes(curves, asked).map((size) => [
    `${asked.has(size) ? ">" : " "} ${formatCount(size)}`,
    formatPercent(size / result.trace.objects),
    ...curves.map((curve) => {
      const at = curve.sizes.indexOf(size);
      if (at < 0) return "-";
      const percent = (curve.missRatios[at]! * 100).toFixed(1);
      return at === curve.knee && curve.role === "policy" ? `[${percent}]` : `${percent} `;
    }),
  ]);
  return tableLines(header, rows);
}

function shownSizes(curves: readonly ReplayResultCurve[], asked: ReadonlySet<number>): number[] {
  const sizes = [...new Set(curves.flatMap((curve) => curve.sizes))].sort((a, b) => a - b);
  const knees = new Set(
    curves.flatMap(({ sizes, knee, role }) => knee === null || role === "bound" ? [] : sizes[knee]),
  );
  const step = Math.max(1, Math.ceil(sizes.length / FEW_SIZES));
  const last = sizes.length - 1;
  return sizes.filter((size, index) => (last - index) % step === 0 || asked.has(size) || knees.has(size));
}

function cut(policy: string): string {
  return policy.length <= 8 ? policy : `${policy.slice(0, 7)}…`;
}
