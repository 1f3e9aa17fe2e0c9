import type { Result } from "../../runner/result_schema.ts";
import type { Chart, ChartSection as Place } from "../charts/chart.ts";
import * as registered from "../charts/registered.ts";
import { ChartFigure } from "../elements/chart_figure.tsx";
import { Legend } from "../elements/legend.tsx";
import { Section } from "../elements/section.tsx";

const charts: Readonly<Record<string, Chart>> = registered;
const inOrder = Object.entries(charts).sort(([, a], [, b]) => a.rank - b.rank);

/** All registered charts of one section. */
export function ChartSection(
  { place, title, note, result }: { place: Place; title: string; note: string; result: Result },
) {
  return (
    <Section id={place} title={title} note={note}>
      <div class="charts">
        {inOrder.filter(([, { section }]) => section === place).map(([name, chart]) => (
          <ChartFigure
            key={name}
            name={kebab(name)}
            chart={chart}
            document={result}
            legend={<Legend kind={chart.legend} result={result} />}
          />
        ))}
      </div>
    </Section>
  );
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
