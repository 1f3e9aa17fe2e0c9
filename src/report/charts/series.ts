import { designMarker, designShade } from "../palette.ts";

const MARKERS_A_LINE = 4;

/** The colour channel of several series, by the field `series`: their numbers from 0. */
export function seriesColour(series: number) {
  const domain = indices(series);
  const range = domain.map((index) => designShade(index).light);
  return { field: "series", type: "nominal", scale: { domain, range }, legend: null } as const;
}

/** The shape channel, so that colour is not all that tells them apart. */
export function seriesShape(series: number) {
  const domain = indices(series);
  return {
    field: "series",
    type: "nominal",
    scale: { domain, range: domain.map(designMarker) },
    legend: null,
  } as const;
}

/** A few points of each line, those of one line between those of the next. */
export function everyNth<Mark extends { readonly series: number }>(marks: readonly Mark[]): Mark[] {
  const counts = new Map<number, number>();
  for (const { series } of marks) counts.set(series, (counts.get(series) ?? 0) + 1);
  const seen = new Map<number, number>();
  return marks.filter(({ series }) => {
    const position = seen.get(series) ?? 0;
    seen.set(series, position + 1);
    const every = Math.max(1, Math.floor(counts.get(series)! / MARKERS_A_LINE));
    const offset = Math.floor(every / 2 + (series * every) / 5) % every;
    return position % every === offset;
  });
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
