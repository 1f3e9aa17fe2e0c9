import { formatCount, formatPercent } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { PALETTE, tierFill } from "../palette.ts";
import type { Chart, Drawing, Frame, Layer } from "./chart.ts";
import { pixelAxis } from "./pixel_axis.ts";

const MARGIN = { top: 6, right: 6, bottom: 6, left: 6 };
/** Width of all replies together. */
const STREAM_PX = 96;
const GAP_PX = 16;
const LEAST_ROW_PX = 18;
const EXIT_PX = 160;

/** In the order in which a request meets them; whoever is not named here comes before the database. */
const ORDER = ["service-worker", "cdn", "reverse-proxy", "nginx", "files", "conditional", "l1", "l2", "query-cache"];
const LAST = ["database"];

/** Which part answered how much: the stream of all requests from the front door down to the database. */
export const replyFlow: Chart = {
  title: "Who answered",
  unit: "share of all replies, in the order in which a request meets the parts",
  section: "hit-ratio",
  rank: 0,
  legend: "none",
  description: (result) => {
    const parts = result.designs.map((design) => {
      const exits = exitsOf(design).map(({ name, share }) => `${name} ${formatPercent(share)}`);
      return `${design.name}: ${exits.join(", ")}`;
    });
    return parts.length === 0 ? "The result holds no design." : `${parts.join("; ")}.`;
  },
  drawings: (result, frame) =>
    result.designs.filter((design) => exitsOf(design).length > 0).map((design) => drawing(result, design, frame)),
  table: (result) => ({
    head: ["design", "answered by", "replies", "share"],
    rows: result.designs.flatMap((design) =>
      exitsOf(design).map(({ name, share, count }) => [design.name, name, formatCount(count), formatPercent(share)])
    ),
  }),
};

interface Exit {
  readonly name: string;
  readonly count: number;
  readonly share: number;
}

function exitsOf({ servedBy }: DesignResult): Exit[] {
  const all = Object.values(servedBy).reduce((sum, count) => sum + count, 0);
  if (all === 0) return [];
  return Object.entries(servedBy).filter(([, count]) => count > 0)
    .sort(([one], [other]) => placeOf(one) - placeOf(other))
    .map(([name, count]) => ({ name, count, share: count / all }));
}

function placeOf(name: string): number {
  const place = ORDER.indexOf(name);
  return place >= 0 ? place : LAST.includes(name) ? ORDER.length + 1 : ORDER.length;
}

/** One name one colour in all designs. */
function namesOf(result: Result): string[] {
  return [...new Set(result.designs.flatMap((design) => exitsOf(design).map(({ name }) => name)))]
    .sort((one, other) => placeOf(one) - placeOf(other));
}

interface Placed extends Exit {
  readonly top: number;
  readonly bottom: number;
  readonly middle: number;
  /** Width of the stream before and after the exit. */
  readonly before: number;
  readonly after: number;
  readonly text: string;
}

function place(exits: readonly Exit[]): { placed: Placed[]; heightPx: number } {
  let atPx = 10;
  let before = STREAM_PX;
  const placed = exits.map((exit) => {
    const thickness = Math.max(1.5, exit.share * STREAM_PX);
    const row = Math.max(LEAST_ROW_PX, thickness);
    const top = atPx + (row - thickness) / 2;
    const after = Math.max(0, before - exit.share * STREAM_PX);
    const one = {
      ...exit,
      top,
      bottom: top + thickness,
      middle: atPx + row / 2,
      before,
      after,
      text: `${exit.name} ${formatPercent(exit.share)}`,
    };
    atPx += row + GAP_PX;
    before = after;
    return one;
  });
  return { placed, heightPx: Math.ceil(atPx - GAP_PX + 4) };
}

function drawing(result: Result, design: DesignResult, frame: Frame): Drawing {
  const names = namesOf(result);
  const { placed, heightPx } = place(exitsOf(design));
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx };
  const [x, y] = [pixelAxis(plot.widthPx), pixelAxis(heightPx)];
  const stream = [
    { at: 0, left: 0, right: STREAM_PX },
    ...placed.flatMap(({ top, bottom, before, after }) => [
      { at: top, left: 0, right: before },
      { at: bottom, left: 0, right: after },
    ]),
  ];
  const area = (values: { at: number; left: number; right: number }[], color: string): Layer => ({
    data: { values },
    mark: { type: "area", orient: "horizontal", color, opacity: 1, interpolate: "linear" },
    encoding: {
      y: { field: "at", ...y },
      x: { field: "left", ...x },
      x2: { field: "right" },
    },
  });
  const exits = placed.map(({ name, top, bottom, before, after }) =>
    area([{ at: top, left: before, right: EXIT_PX }, { at: bottom, left: after, right: EXIT_PX }], fillOf(names, name))
  );
  const labels: Layer = {
    data: { values: placed },
    mark: { type: "text", align: "left", baseline: "middle", fontSize: 12.5 },
    encoding: {
      x: { value: EXIT_PX + 8 },
      y: { field: "middle", ...y },
      text: { field: "text", type: "nominal" },
    },
  };
  return {
    label: design.name,
    plot,
    margin: MARGIN,
    spec: { layer: [area(stream, PALETTE.line.light), ...exits, labels] },
  };
}

function fillOf(names: readonly string[], name: string): string {
  return LAST.includes(name) ? PALETTE.muted.light : tierFill(names.indexOf(name));
}
