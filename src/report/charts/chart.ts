import type { TopLevelSpec } from "vega-lite";
import type { Result } from "../../runner/result_schema.ts";

/** What a chart may fill: every chart is drawn once for wide pages and once for phones. */
export interface Frame {
  /** Of the whole picture, axes included, in CSS pixels. */
  readonly widthPx: number;
  readonly isNarrow: boolean;
}

/** One picture: a Vega-Lite specification and the room that it has. The size does not adapt to what is drawn. */
export interface Drawing {
  /** Stands above the picture when a chart has several; empty otherwise. */
  readonly label: string;
  readonly spec: TopLevelSpec;
  readonly plot: { readonly widthPx: number; readonly heightPx: number };
  readonly margin: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
}

/** The chart's numbers for those who read rather than look. The first column heads its row. */
export interface DataTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Which key belongs under a chart's title. */
export type Legend = "designs" | "tiers" | "none";

/** Where in the report a chart stands. */
export type ChartSection = "latency" | "hit-ratio" | "load";

/** A chart of a document of some kind. */
export interface DrawnChart<Document> {
  readonly title: string;
  /** Of the vertical (or only) quantity, in words: "ms, logarithmic". */
  readonly unit: string;
  /** What the chart shows of this document, in a sentence or two, for those who do not see it. Never empty. */
  description(document: Document): string;
  /** Usually one picture; none when the document has nothing to draw. */
  drawings(document: Document, frame: Frame): readonly Drawing[];
  table(document: Document): DataTable;
}

/** A chart of the report on a result. Registered ones are listed by `tierlab list charts`. */
export interface Chart extends DrawnChart<Result> {
  readonly section: ChartSection;
  /** Place within the section, ascending (a module sorts its names, so the registry has no order of its own). */
  readonly rank: number;
  readonly legend: Legend;
}

/** One layer of a picture. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/** What all layers of a picture share: the axes. */
export type Encoding = NonNullable<Extract<TopLevelSpec, { layer: unknown }>["encoding"]>;
