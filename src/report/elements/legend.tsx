import type { Result } from "../../runner/result_schema.ts";
import type { Legend as LegendKind } from "../charts/chart.ts";
import { tierNames } from "../charts/tier_names.ts";
import { tierFill } from "../palette.ts";
import { Swatch } from "./swatch.tsx";

/** The key of a chart, as text beside the marks. */
export function Legend({ kind, result }: { kind: LegendKind; result: Result }) {
  if (kind === "none") return null;
  if (kind === "designs") {
    return (
      <ul class="legend">
        {result.designs.map(({ name }, index) => (
          <li key={index}>
            <Swatch index={index} />
            {name}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <ul class="legend">
      {tierNames(result).map((name, index) => (
        <li key={index}>
          <svg class="tile" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M0 0h12v12H0Z" fill={tierFill(index)} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
