import type { Outcome } from "../verdict/budget_outcome.ts";

const GLYPHS: Readonly<Record<Outcome, string>> = { met: "✓", broken: "✕", "not applicable": "–" };
const CLASSES: Readonly<Record<Outcome, string>> = { met: "met", broken: "broken", "not applicable": "left-out" };

/** An outcome as a word with a sign before it, so that colour only repeats what is written. */
export function Mark({ outcome }: { outcome: Outcome }) {
  return (
    <span class={`mark ${CLASSES[outcome]}`}>
      <span aria-hidden="true">{GLYPHS[outcome]}</span> {outcome}
    </span>
  );
}
