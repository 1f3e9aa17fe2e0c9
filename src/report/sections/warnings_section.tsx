import { Section } from "../elements/section.tsx";

/** What was wrong with the input; said even when nothing was. */
export function WarningsSection({ warnings }: { warnings: readonly string[] }) {
  return (
    <Section id="warnings" title="Warnings">
      {warnings.length === 0 ? <p class="empty">None.</p> : (
        <ul class="warnings">
          {warnings.map((warning, index) => <li key={index}>{warning}</li>)}
        </ul>
      )}
    </Section>
  );
}
