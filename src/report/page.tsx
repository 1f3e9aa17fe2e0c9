import type { Result } from "../runner/result_schema.ts";
import { ComparisonTables } from "./elements/comparison_tables.tsx";
import { ChartSection } from "./sections/chart_section.tsx";
import { DesignsSection } from "./sections/designs_section.tsx";
import { MetricsSection } from "./sections/metrics_section.tsx";
import { ModelsSection } from "./sections/models_section.tsx";
import { PageHeader } from "./sections/page_header.tsx";
import { PredictionsSection } from "./sections/predictions_section.tsx";
import { ReadingSection } from "./sections/reading_section.tsx";
import { RepeatSection } from "./sections/repeat_section.tsx";
import { VerdictSection } from "./sections/verdict_section.tsx";
import { WarningsSection } from "./sections/warnings_section.tsx";

/** Sections that every report has. */
const CONTENTS: readonly (readonly [string, string])[] = [
  ["verdict", "Verdict"],
  ["metrics", "Metrics"],
  ["latency", "Latency"],
  ["hit-ratio", "Hit ratio"],
  ["load", "Load"],
  ["designs", "Designs"],
  ["models", "Models"],
  ["repeat", "Repeat it"],
  ["reading", "Reading"],
];

/** The body of the report: the verdict first, then what it rests on, then how to check it. */
export function Page({ result }: { result: Result }) {
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
        <DesignsSection result={result} />
        <ComparisonTables result={result} />
        <PredictionsSection result={result} />
        <WarningsSection warnings={result.warnings} />
        <ModelsSection result={result} />
        <RepeatSection result={result} />
        <ReadingSection />
      </main>
    </>
  );
}

function contentsOf(result: Result): readonly (readonly [string, string])[] {
  if (result.predictions.length === 0) return CONTENTS;
  const before = CONTENTS.findIndex(([id]) => id === "models");
  return [...CONTENTS.slice(0, before), ["predictions", "Predictions"], ...CONTENTS.slice(before)];
}
