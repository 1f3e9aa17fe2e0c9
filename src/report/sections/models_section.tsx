import type { Result } from "../../runner/result_schema.ts";
import { Section } from "../elements/section.tsx";
import { Table } from "../elements/table.tsx";

const KINDS = ["assumed", "documented", "measured"] as const;

/** Every number that a model used and where it comes from, the least certain first. */
export function ModelsSection({ result }: { result: Result }) {
  const counts = KINDS.map((kind) => ({ kind, count: result.models.filter((model) => model.kind === kind).length }));
  const sorted = KINDS.flatMap((wanted) => result.models.filter(({ kind }) => kind === wanted));
  return (
    <Section
      id="models"
      title="Models"
      note="The numbers that stand for the outside world. Assumed ones have no source: doubt these first."
    >
      {sorted.length === 0 ? <p class="empty">No model was used.</p> : (
        <>
          <p>{counts.filter(({ count }) => count > 0).map(({ kind, count }) => `${count} ${kind}`).join(", ")}.</p>
          <Table
            caption="Model numbers with their sources"
            table={{
              head: ["model", "value", "kind", "source"],
              rows: sorted.map(({ name, value, kind, source }) => [name, value, kind, source]),
            }}
          />
        </>
      )}
    </Section>
  );
}
