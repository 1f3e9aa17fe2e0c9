import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { Section } from "../elements/section.tsx";
import { Swatch } from "../elements/swatch.tsx";
import { DesignAlerts } from "./design_alerts.tsx";
import { DesignTables } from "./design_tables.tsx";

/** Everything else that was measured, one folded part a design. */
export function DesignsSection({ result }: { result: Result }) {
  return (
    <Section id="designs" title="Designs in detail" note="Parts in the order in which a request meets them.">
      {result.designs.map((design, index) => (
        <details key={index} class="design" id={`design-${index + 1}`}>
          <summary>
            <Swatch index={index} /> <strong>{design.name}</strong> <span>{design.description}</span>
          </summary>
          <div class="design-body">
            <Parts design={design} />
            <DesignTables design={design} />
            <DesignAlerts design={design} />
          </div>
        </details>
      ))}
    </Section>
  );
}

function Parts({ design }: { design: DesignResult }) {
  if (design.parts.length === 0) return null;
  return (
    <>
      <h3>Parts</h3>
      <ol class="parts">
        {design.parts.map(({ name, detail }, index) => (
          <li key={index}>
            <strong>{name}</strong> {detail}
          </li>
        ))}
      </ol>
    </>
  );
}
