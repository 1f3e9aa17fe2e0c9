import type { Result } from "../../runner/result_schema.ts";
import { costScatter } from "../charts/cost_scatter.ts";
import type { Prices } from "../cost/prices.ts";
import { ChartFigure } from "../elements/chart_figure.tsx";
import { Legend } from "../elements/legend.tsx";
import { Section } from "../elements/section.tsx";
import { Table } from "../elements/table.tsx";

/** What the designs would cost a month, and which of them are worth it. */
export function CostSection({ result, prices }: { result: Result; prices: Prices }) {
  const priced = { result, prices };
  const table = costScatter.table(priced);
  return (
    <Section
      id="cost"
      title="Cost"
      note={`Memory, servers, requests and egress of thirty days at the run's mean rate; prices of ${prices.date} (${prices.source}). Storage, traffic between the parts and people are left out.`}
    >
      <div class="charts">
        <ChartFigure
          name="cost-against-latency"
          chart={costScatter}
          document={priced}
          legend={<Legend kind="designs" result={result} />}
        />
      </div>
      {table.rows.length === 0 ? null : <Table caption="Cost a month" table={table} />}
    </Section>
  );
}
