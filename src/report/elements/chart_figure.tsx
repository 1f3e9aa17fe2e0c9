import type { ComponentChildren } from "preact";
import type { DrawnChart, Frame } from "../charts/chart.ts";
import { drawSvg } from "../charts/draw_svg.ts";
import { Table } from "./table.tsx";

/** Drawn twice: the text of one picture cannot suit both a desk and a phone. The style sheet shows one of them. */
const FRAMES: Readonly<Record<"wide" | "narrow", Frame>> = {
  wide: { widthPx: 540, isNarrow: false },
  narrow: { widthPx: 328, isNarrow: true },
};

interface ChartFigureProps<Document> {
  readonly name: string;
  readonly chart: DrawnChart<Document>;
  readonly document: Document;
  /** The key, above the picture. */
  readonly legend: ComponentChildren;
}

/** A chart with its key, what it shows in words, and its numbers in a folded table. */
export function ChartFigure<Document>({ name, chart, document, legend }: ChartFigureProps<Document>) {
  const description = chart.description(document);
  const isMany = chart.drawings(document, FRAMES.wide).length > 1;
  return (
    <figure class={isMany ? "chart many" : "chart"} id={`chart-${name}`}>
      <figcaption>
        <h3>
          {chart.title}
          <a class="anchor" href={`#chart-${name}`} aria-label={`Address of ${chart.title}`}>#</a>
        </h3>
        <p class="unit">{chart.unit}</p>
      </figcaption>
      {legend}
      <Pictures chart={chart} document={document} description={description} />
      <details class="data">
        <summary>In words and numbers</summary>
        <p>{description}</p>
        <Table caption={`${chart.title} (${chart.unit})`} table={chart.table(document)} />
      </details>
    </figure>
  );
}

function Pictures<Document>(
  { chart, document, description }: { chart: DrawnChart<Document>; document: Document; description: string },
) {
  const isEmpty = chart.drawings(document, FRAMES.wide).length === 0;
  if (isEmpty) return <p class="empty">Nothing to draw: the result holds no values for this chart.</p>;
  return (
    <>
      {(["wide", "narrow"] as const).map((width) => (
        <div key={width} class={width}>
          {chart.drawings(document, FRAMES[width]).map((drawing, index) => (
            <div key={index} class="panel">
              {drawing.label === "" ? null : <p class="panel-label">{drawing.label}</p>}
              <div
                role="img"
                aria-label={index === 0
                  ? `${[chart.title, drawing.label].filter((text) => text !== "").join(", ")}. ${description}`
                  : `${chart.title}, ${drawing.label}`}
                dangerouslySetInnerHTML={{ __html: drawSvg(drawing) }}
              />
            </div>
          ))}
        </div>
      ))}
    </>
  );
}
