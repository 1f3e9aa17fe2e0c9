import type { FigureRow, FiguresResult } from "../../runner/result_figures_schema.ts";
import { circumstanceFacts } from "../sections/circumstance_facts.ts";
import { Facts } from "../elements/facts.tsx";
import { Section } from "../elements/section.tsx";
import { dateText } from "../sections/page_header.tsx";
import { figuresHeadline, rowsWith, VERDICT_WORDS, type VerdictWords } from "./figure_words.ts";

/** The body of the page of documented figures: what does not hold first, then what holds only under a condition, then the rest. */
export function FiguresPage({ result }: { result: FiguresResult }) {
  const present = VERDICT_WORDS.filter(({ verdict }) => rowsWith(result, verdict).length > 0);
  return (
    <>
      <a class="skip" href="#summary">Skip to the summary</a>
      <nav aria-label="Contents">
        <ul>
          {[["summary", "Summary"], ...present.map(({ id, title }) => [id, title]), ["repeat", "Repeat it"]].map((
            [id, title],
          ) => (
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
            <span>documented figures</span>
            <span>{dateText(result.date)}</span>
          </p>
          <h1>{figuresHeadline(result)}</h1>
        </header>
        <Summary result={result} />
        {present.map((words) => <VerdictSection key={words.id} words={words} rows={rowsWith(result, words.verdict)} />)}
        <Repeat result={result} />
      </main>
    </>
  );
}

function Summary({ result }: { result: FiguresResult }) {
  return (
    <Section
      id="summary"
      title="Summary"
      note="Every number that the two architecture documents state. Parameters are compared with the built designs, alert rules are made to fire and clear, targets and claims are run. A value may miss a limit by 5 % before it counts as broken; parameters must be exact."
    >
      <div class="share" aria-hidden="true">
        {VERDICT_WORDS.map(({ verdict, className }) => {
          const share = rowsWith(result, verdict).length / result.rows.length;
          return share === 0 ? null : <span key={className} class={className} style={`flex:${share.toFixed(4)}`} />;
        })}
      </div>
      <ul class="key">
        {VERDICT_WORDS.map(({ verdict, className, title }) => (
          <li key={className}>
            <i class={className} />
            {rowsWith(result, verdict).length} {title.toLowerCase()}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function VerdictSection({ words, rows }: { words: VerdictWords; rows: readonly FigureRow[] }) {
  return (
    <Section id={words.id} title={`${words.title} (${rows.length})`}>
      <table class="figures sortable">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Promised</th>
            <th scope="col">Simulated</th>
            <th scope="col">Live</th>
            <th scope="col">Verdict and why</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} id={row.id}>
              <th scope="row">
                <strong>{row.metric}</strong>
                <a href={`#${row.id}`} title={row.where}>{row.id}</a>
              </th>
              <td class="promised">
                <span class="name">promised</span>
                {row.promised}
              </td>
              <Measured name="simulated" value={row.simulated} />
              <Measured name="live" value={row.live} />
              <td class="why">
                <span class={`mark ${words.className}`}>
                  <span aria-hidden="true">{words.glyph}</span> {row.verdict}
                </span>
                <br />
                {row.why}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Measured({ name, value }: { name: string; value: string | null }) {
  return (
    <td>
      <span class="name">{name}</span>
      {value ?? "–"}
    </td>
  );
}

function Repeat({ result }: { result: FiguresResult }) {
  return (
    <Section id="repeat" title="How to repeat it">
      <pre class="command" tabIndex={0}><code>{result.command}</code></pre>
      <p>
        Simulated values are the same on any machine; live ones depend on it. Live means here: the embedded stage on
        SQLite in one process, without HTTP, and real codecs.
      </p>
      <Facts
        facts={{
          ...circumstanceFacts(result),
        }}
      />
      <details class="data">
        <summary>Simulated runs</summary>
        <ul>{result.runs.map((run) => <li key={run}>{run}</li>)}</ul>
      </details>
    </Section>
  );
}
