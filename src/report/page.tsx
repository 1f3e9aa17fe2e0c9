import type { Result } from "../runner/result_schema.ts";
import type { Prices } from "./cost/prices.ts";
import { ComparisonTables } from "./elements/comparison_tables.tsx";
import { BreakdownSection } from "./sections/breakdown_section.tsx";
import { ChartSection } from "./sections/chart_section.tsx";
import { CostSection } from "./sections/cost_section.tsx";
import { DesignsSection } from "./sections/designs_section.tsx";
import { LiveLoadSection } from "./sections/live_load_section.tsx";
import { MetricsSection } from "./sections/metrics_section.tsx";
import { ModelsSection } from "./sections/models_section.tsx";
import { PageHeader } from "./sections/page_header.tsx";
import { PredictionsSection } from "./sections/predictions_section.tsx";
import { ReadingSection } from "./sections/reading_section.tsx";
import { RepeatSection } from "./sections/repeat_section.tsx";
import { VerdictSection } from "./sections/verdict_section.tsx";
import { WarningsSection } from "./sections/warnings_section.tsx";
import { WhatIfSection } from "./sections/what_if_section.tsx";

/** Sections in their order; some only where the result has something for them. */
const CONTENTS: readonly (readonly [string, string])[] = [
  ["verdict", "Verdict"],
  ["metrics", "Metrics"],
  ["latency", "Latency"],
  ["hit-ratio", "Hit ratio"],
  ["load", "Load"],
  ["designs", "Designs"],
  ["differences", "Differences"],
  ["cost", "Cost"],
  ["what-if", "What if"],
  ["predictions", "Predictions"],
  ["models", "Models"],
  ["repeat", "Repeat it"],
  ["reading", "Reading"],
];

/** The body of the report: the verdict first, then what it rests on, then how to check it. */
export function Page({ result, prices }: { result: Result; prices: Prices }) {
  return (
    <>
      <a class="skip" href="#verdict">Skip to the verdict</a>
      <nav aria-label="Contents">
        <ul>
          {contentsOf(result).map(([id, title]) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        <PageHeader result={result} />
        <VerdictSection result={result} />
        <MetricsSection result={result} />
        <ChartSection
          place="latency"
          title="Latency"
          note="From the intended send time to the reply, so a request that had to queue counts in full."
          result={result}
        />
        <ChartSection
          place="hit-ratio"
          title="Hit ratio"
          note="How many requests the caches kept from the database, and which tier did."
          result={result}
        />
        <ChartSection
          place="load"
          title="Load"
          note="What reached the database and what left the front door. Lines are means over the repeats."
          result={result}
        />
        <LiveLoadSection result={result} />
        <BreakdownSection result={result} />
        <DesignsSection result={result} />
        <ComparisonTables result={result} />
        <CostSection result={result} prices={prices} />
        <WhatIfSection result={result} />
        <PredictionsSection result={result} />
        <WarningsSection warnings={result.warnings} />
        <ModelsSection result={result} />
        <RepeatSection result={result} />
        <ReadingSection />
      </main>
    </>
  );
}

function contentsOf(result: Result): (readonly [string, string])[] {
  const optional: Readonly<Record<string, boolean>> = {
    differences: (result.comparisons ?? []).length > 0,
    predictions: result.predictions.length > 0,
    "what-if": result.designs.some(({ whatIf }) => (whatIf ?? []).length > 0),
  };
  return CONTENTS.filter(([id]) => optional[id] ?? true);
}
