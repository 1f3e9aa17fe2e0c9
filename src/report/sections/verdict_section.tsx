import type { Result } from "../../runner/result_schema.ts";
import { Section } from "../elements/section.tsx";
import { Swatch } from "../elements/swatch.tsx";
import { designVerdict, verdictSentence } from "../verdict/design_verdict.ts";
import { recommendation } from "../verdict/recommendation.ts";
import { BudgetMatrix } from "./budget_matrix.tsx";

/** Which designs meet which budgets, first as sentences, then as a matrix, then what follows from it. */
export function VerdictSection({ result }: { result: Result }) {
  return (
    <Section id="verdict" title="Verdict">
      <ul class="verdicts">
        {result.designs.map((design, index) => (
          <li key={index} class={verdictClass(designVerdict(design))}>
            <Swatch index={index} />
            <p>
              <strong>{design.name}</strong> {verdictSentence(design)}
            </p>
          </li>
        ))}
      </ul>
      <BudgetMatrix result={result} />
      <div class="follows">
        <h3>What the data carry</h3>
        <p>{recommendation(result).join(" ")}</p>
      </div>
    </Section>
  );
}

function verdictClass({ applicable, isMet, close }: ReturnType<typeof designVerdict>): string {
  if (applicable.length === 0) return "left-out";
  if (!isMet) return "broken";
  return close.length > 0 ? "close" : "met";
}
