import { formatCount, formatPercent } from "../../../base/units.ts";
import type { ReplayResult, ReplayResultCurve } from "../../../runner/result_replay_schema.ts";
import { Section } from "../../elements/section.tsx";
import { Table } from "../../elements/table.tsx";
import { ReplayCharts } from "./replay_charts.tsx";

const METHODS: Readonly<Record<ReplayResultCurve["method"], string>> = {
  "one pass": "exact, one pass for all sizes",
  whole: "exact, a simulation for each size",
  miniature: "miniature simulation",
};

/** How much memory buys, and how each curve was made. */
export function CurveSection({ result }: { result: ReplayResult }) {
  return (
    <Section
      id="curves"
      title="Miss ratio curves"
      note="What each policy would miss at any size, in objects. The knee is the point farthest below the straight line between a curve's ends."
    >
      {result.curves.length === 0 ? <p class="empty">Not computed: ask for them with --mrc.</p> : (
        <>
          <ReplayCharts place="curves" result={result} />
          <Table caption="Knees, and how each curve was made" table={kneeTable(result)} />
        </>
      )}
    </Section>
  );
}

function kneeTable({ curves, trace }: ReplayResult) {
  return {
    head: ["curve", "knee at", "share of all", "hit ratio there", "made by", "objects simulated"],
    rows: curves.map(({ policy, role, knee, sizes, missRatios, method, rate }) => [
      role === "bound" ? `${policy} (bound)` : policy,
      knee === null ? "none" : `${formatCount(sizes[knee]!)} objects`,
      knee === null ? "–" : formatPercent(sizes[knee]! / trace.objects),
      knee === null ? "–" : formatPercent(1 - missRatios[knee]!),
      METHODS[method],
      rate === 1 ? "all" : `${formatPercent(rate)} of them, chosen by hash`,
    ]),
  };
}
