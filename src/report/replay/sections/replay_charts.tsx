import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { ChartFigure } from "../../elements/chart_figure.tsx";
import * as registered from "../registered.ts";
import type { ReplayChart, ReplayChartSection } from "../replay_chart.ts";
import { ReplayLegend } from "./replay_legend.tsx";

const charts: Readonly<Record<string, ReplayChart>> = registered;
const inOrder = Object.entries(charts).sort(([, a], [, b]) => a.rank - b.rank);

/** All registered charts of one section. */
export function ReplayCharts({ place, result }: { place: ReplayChartSection; result: ReplayResult }) {
  return (
    <div class="charts">
      {inOrder.filter(([, { section }]) => section === place).map(([name, chart]) => (
        <ChartFigure
          key={name}
          name={name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}
          chart={chart}
          document={result}
          legend={<ReplayLegend kind={chart.legend} result={result} />}
        />
      ))}
    </div>
  );
}
