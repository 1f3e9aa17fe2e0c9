import { formatCount, formatDuration, formatPercent } from "../../base/units.ts";
import type { TuningResult } from "../../runner/result_tuning_schema.ts";
import { ChartFigure } from "../elements/chart_figure.tsx";
import { circumstanceFacts } from "../sections/circumstance_facts.ts";
import { Facts } from "../elements/facts.tsx";
import { Section } from "../elements/section.tsx";
import { Swatch } from "../elements/swatch.tsx";
import { Table } from "../elements/table.tsx";
import { dateText } from "../sections/page_header.tsx";
import { POINT_KINDS, tuningScatter } from "./tuning_scatter.ts";

const CONTENTS = [["recommended", "Recommended"], ["cost", "Cost"], ["search", "Search"], [
  "repeat",
  "Repeat it",
]] as const;

/** What the search found in one line. */
export function tuningHeadline({ design, scenario, settings }: TuningResult): string {
  const [best] = settings;
  if (best === undefined) return `No setting of ${design} was finished on ${scenario}`;
  const found = best.vary.replaceAll(",", ", ");
  return best.misses.length === 0
    ? `${design} on ${scenario}: ${found}`
    : `No setting of ${design} keeps every budget on ${scenario}; nearest: ${found}`;
}

/** The body of the page of a search: what to set first, then what it rests on. */
export function TuningPage({ result }: { result: TuningResult }) {
  return (
    <>
      <a class="skip" href="#recommended">Skip to what is recommended</a>
      <nav aria-label="Contents">
        <ul>
          {CONTENTS.map(([id, title]) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        <header>
          <p class="kicker">
            <span class="brand">tierlab</span>
            <span>scenario {result.scenario}</span>
            <span class="world">simulated</span>
            <span>{dateText(result.date)}</span>
          </p>
          {result.interrupted
            ? (
              <p class="notice bad" role="note">
                <strong>Stopped before its end.</strong> The figures are those of what was finished until then.
              </p>
            )
            : null}
          <h1>{tuningHeadline(result)}</h1>
        </header>
        <Recommended result={result} />
        <Section
          id="cost"
          title="Cost"
          note={`A month at the run's mean rate, and what the caches fill at the price of memory. Prices of ${result.prices.date} (${result.prices.source}).`}
        >
          <div class="charts">
            <ChartFigure name="tuning" chart={tuningScatter} document={result} legend={<Key />} />
          </div>
          <Table caption="Settings that were run most thoroughly, best first" table={tuningScatter.table(result)} />
        </Section>
        <Search result={result} />
        <Repeat result={result} />
      </main>
    </>
  );
}

function Key() {
  return (
    <ul class="legend">
      {POINT_KINDS.map((name, index) => (
        <li key={name}>
          <Swatch index={index} />
          {name}
        </li>
      ))}
    </ul>
  );
}

function Recommended({ result }: { result: TuningResult }) {
  const { confirmation, module, settings, prices, design } = result;
  const [best] = settings;
  if (best === undefined || module === null) {
    return (
      <Section id="recommended" title="Recommended">
        <p>Nothing: the search was stopped too early.</p>
      </Section>
    );
  }
  const money = (value: number) => `${value.toFixed(2)} ${prices.currency}`;
  const misses = (confirmation?.misses ?? best.misses).map(({ id, by }) =>
    `${id} by ${formatPercent(by)} of its limit`
  );
  return (
    <Section
      id="recommended"
      title="Recommended"
      note="The cheapest setting that keeps every budget; where costs differ by less than 1 %, the fastest. Intervals (95 %) come from runs with seeds that the search did not use."
    >
      {misses.length === 0 ? null : (
        <p class="notice close" role="note">
          {confirmation === null ? "It misses " : "On fresh seeds it misses "}
          {misses.join(", ")}.
        </p>
      )}
      {confirmation === null
        ? <p>{money(best.cost)} a month, p95 {formatDuration(best.p95)}; there was no time to confirm it.</p>
        : (
          <Table
            caption={`On ${confirmation.runs.length} fresh seeds`}
            table={{
              head: ["measure", "recommended", `${design} as it is`, "difference"],
              rows: [
                [
                  "a month",
                  spread(confirmation.cost, money),
                  money(confirmation.today.cost),
                  spread(confirmation.difference.cost, money),
                ],
                [
                  "p95",
                  spread(confirmation.p95, duration),
                  duration(confirmation.today.p95),
                  spread(confirmation.difference.p95, duration),
                ],
              ],
            }}
          />
        )}
      <pre class="command" tabIndex={0}><code>{module}</code></pre>
    </Section>
  );
}

function duration(ms: number): string {
  return `${ms < 0 ? "-" : ""}${formatDuration(Math.abs(ms))}`;
}

function spread(
  { mean, interval }: { mean: number; interval: readonly [number, number] | null },
  format: (value: number) => string,
): string {
  return interval === null
    ? `${format(mean)} (too few seeds for an interval)`
    : `${format(mean)} (${format(interval[0])} to ${format(interval[1])})`;
}

function Search({ result }: { result: TuningResult }) {
  const { search, axes, limits } = result;
  return (
    <Section
      id="search"
      title="Search"
      note={`${formatCount(search.tried)} of ${formatCount(search.possible)} settings in ${
        formatCount(search.runs)
      } runs of at most ${
        formatCount(result.requests)
      } requests: short runs of many settings first, then longer ones with more seeds for the better third, then the neighbours of the best.`}
    >
      <Table
        caption="Stages"
        table={{
          head: ["stage", "of the length", "seeds", "settings"],
          rows: search.stages.map(({ share, seeds, settings }, index) => [
            String(index + 1),
            formatPercent(share),
            String(seeds),
            formatCount(settings),
          ]),
        }}
      />
      <details class="data">
        <summary>What was varied, and within which budgets</summary>
        <Table
          caption="Varied"
          table={{ head: ["path", "values"], rows: axes.map(({ path, values }) => [path, values.join(", ")]) }}
        />
        <Table
          caption="Budgets"
          table={{
            head: ["budget", "limit"],
            rows: limits.map(({ id, relation, limit, unit }) => [
              id,
              `${relation} ${unit === "ms" ? formatDuration(limit) : unit === "ratio" ? formatPercent(limit) : limit}`,
            ]),
          }}
        />
      </details>
    </Section>
  );
}

function Repeat({ result }: { result: TuningResult }) {
  const { warnings } = result;
  return (
    <Section id="repeat" title="How to repeat it">
      <pre class="command" tabIndex={0}><code>{result.command}</code></pre>
      {warnings.map((warning) => <p key={warning} class="notice close" role="note">{warning}</p>)}
      <Facts
        facts={{
          seed: String(result.seed),
          digest: result.digest,
          ...circumstanceFacts(result),
        }}
      />
    </Section>
  );
}
