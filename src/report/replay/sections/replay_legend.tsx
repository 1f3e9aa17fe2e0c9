import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { Swatch } from "../../elements/swatch.tsx";
import { PALETTE, tierFill } from "../../palette.ts";
import { CAUSES } from "../charts/misses_by_cause.ts";
import type { ReplayChart } from "../replay_chart.ts";
import { policyNames } from "../replay_names.ts";

/** The key of a chart, as text beside the marks. */
export function ReplayLegend({ kind, result }: { kind: ReplayChart["legend"]; result: ReplayResult }) {
  switch (kind) {
    case "none":
      return null;
    case "policies":
      return <Lines names={policyNames(result)} withBound={false} />;
    case "curves":
      return <Lines names={policyNames(result)} only={curvedPolicies(result)} withBound={false} />;
    case "curves and bound": {
      const withBound = result.curves.some(({ role }) => role === "bound");
      return <Lines names={policyNames(result)} only={curvedPolicies(result)} withBound={withBound} />;
    }
    case "working set":
      return <Lines names={["distinct objects", "new ones"]} withBound={false} />;
    case "causes":
      return (
        <ul class="legend">
          {CAUSES.map((cause, index) => (
            <li key={cause}>
              <svg class="tile" viewBox="0 0 12 12" aria-hidden="true">
                <path d="M0 0h12v12H0Z" fill={tierFill(index)} />
              </svg>
              {cause}
            </li>
          ))}
        </ul>
      );
    default:
      return kind satisfies never;
  }
}

function curvedPolicies({ curves }: ReplayResult): string[] {
  return curves.filter(({ role }) => role === "policy").map(({ policy }) => policy);
}

function Lines(
  { names, only = names, withBound }: { names: readonly string[]; only?: readonly string[]; withBound: boolean },
) {
  return (
    <ul class="legend">
      {names.map((name, index) =>
        only.includes(name)
          ? (
            <li key={index}>
              <Swatch index={index} />
              {name}
            </li>
          )
          : null
      )}
      {withBound
        ? (
          <li>
            <svg class="dash" viewBox="0 0 23 12" aria-hidden="true">
              <path d="M1 6H22" stroke={PALETTE.ink.light} stroke-width="2" stroke-dasharray="6 3" />
            </svg>
            Belady, the bound
          </li>
        )
        : null}
    </ul>
  );
}
