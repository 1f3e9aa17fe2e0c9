import type { Result } from "../../runner/result_schema.ts";
import { Section } from "../elements/section.tsx";

/** What was wrong with the input; said even when nothing was. */
export function WarningsSection({ result }: { result: Result }) {
  return (
    <Section id="warnings" title="Warnings">
      {result.warnings.length === 0 ? <p class="empty">None.</p> : (
        <ul class="warnings">
          {result.warnings.map((warning, index) => <li key={index}>{warning}</li>)}
        </ul>
      )}
    </Section>
  );
}
