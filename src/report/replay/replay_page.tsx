import type { ReplayResult } from "../../runner/result_replay_schema.ts";
import { Section } from "../elements/section.tsx";
import { WarningsSection } from "../sections/warnings_section.tsx";
import { replayConclusions } from "./replay_conclusions.ts";
import { sizeSentence } from "./replay_findings.ts";
import { sizesOf, sizeText } from "./replay_sizes.ts";
import { CurveSection } from "./sections/curve_section.tsx";
import { HitRatioMatrix } from "./sections/hit_ratio_matrix.tsx";
import { ReplayCharts } from "./sections/replay_charts.tsx";
import { ReplayHeader } from "./sections/replay_header.tsx";
import { ReplayReading } from "./sections/replay_reading.tsx";
import { ReplayRepeat } from "./sections/replay_repeat.tsx";
import { TraceSection } from "./sections/trace_section.tsx";

/** The body of the report on a replay: the answer first, then what it rests on, then how to check it. */
export function ReplayPage({ result }: { result: ReplayResult }) {
  return (
    <>
      <a class="skip" href="#answer">Skip to the answer</a>
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
        <ReplayHeader result={result} />
        <AnswerSection result={result} />
        <CurveSection result={result} />
        {result.causes.length === 0 ? null : (
          <Section
            id="causes"
            title="Misses by cause"
            note={`${
              result.ttl === null || result.ttl === "none" ? "Nothing expires" : `With a time to live of ${result.ttl}`
            }: an entry lives from its load; hits do not prolong it, a write to its key in the trace ends it.`}
          >
            <ReplayCharts place="causes" result={result} />
          </Section>
        )}
        <Section
          id="over-time"
          title="Over time"
          note="Dips that all policies share are the trace's own; where one recovers later than another, it learns more slowly."
        >
          <ReplayCharts place="over-time" result={result} />
        </Section>
        <TraceSection result={result} />
        <Section
          id="speed"
          title="Speed"
          note="One thread each, reading the file left aside. Simulations that run at once share the machine and slow each other; below a million requests the engine's own warming up shows."
        >
          <ReplayCharts place="speed" result={result} />
        </Section>
        <WarningsSection warnings={result.warnings} />
        <ReplayRepeat result={result} />
        <ReplayReading />
      </main>
    </>
  );
}

/** No line break between a number and its sign. */
function unbroken(text: string): string {
  return text.replaceAll(" %", "\u00a0%");
}

function AnswerSection({ result }: { result: ReplayResult }) {
  return (
    <Section id="answer" title="Answer">
      <ul class="verdicts plain">
        {sizesOf(result).map((size, index) => (
          <li key={index}>
            <p>
              <strong>{unbroken(sizeText(size, result.trace))}:</strong> {unbroken(sizeSentence(result, size))}
            </p>
          </li>
        ))}
      </ul>
      <HitRatioMatrix result={result} />
      <div class="follows">
        <h3>What the data carry</h3>
        <p>{unbroken(replayConclusions(result).join(" "))}</p>
      </div>
    </Section>
  );
}

function contentsOf(result: ReplayResult): readonly (readonly [string, string])[] {
  return [
    ["answer", "Answer"],
    ["curves", "Curves"],
    ...(result.causes.length === 0 ? [] : [["causes", "Causes"]] as const),
    ["over-time", "Over time"],
    ["trace", "Trace"],
    ["speed", "Speed"],
    ["warnings", "Warnings"],
    ["repeat", "Repeat it"],
    ["reading", "Reading"],
  ];
}
