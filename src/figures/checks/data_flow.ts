import { type HistogramData, LatencyHistogram } from "../../base/latency_histogram.ts";
import { type Case, judgeCases } from "../cases.ts";
import type { Check, Checks } from "../check.ts";
import type { FlowName, Walk } from "../data_flow_walk.ts";
import type { Evidence } from "../evidence.ts";

/** The stage with every level, for the simulated flows; the embedded one for the live flows. */
const SIMULATED = "a-staging";
const LIVE = "a-development live";

const DOCUMENTED = "an instance's work, Redis and a query take the times that the document gives them";
const MISSING = "no request went that way";

/** The middle and the 95th percentile of each flow, in both worlds. */
function flowCases(evidence: Evidence, flows: readonly FlowName[]): Case[] {
  return flows.flatMap((flow) => [
    ...distributionCases(evidence.walk(SIMULATED)?.flows[flow], { world: "simulated", where: flow }),
    ...distributionCases(evidence.live?.walk.flows[flow], { world: "live", where: `${flow} (${LIVE})` }),
  ]);
}

/** Two cases of a distribution, none of an empty one. */
export function distributionCases(data: HistogramData | undefined, of: Pick<Case, "world" | "where">): Case[] {
  if (data === undefined || data.count === 0) return [];
  const histogram = LatencyHistogram.fromData(data);
  return [
    { world: of.world, where: `${of.where} median`, values: [histogram.quantile(0.5)] },
    { world: of.world, where: `${of.where} p95`, values: [histogram.quantile(0.95)] },
  ];
}

const overFlows = (flows: readonly FlowName[]): Check => (figure, evidence) =>
  judgeCases(figure, flowCases(evidence, flows), { better: "lower", assuming: DOCUMENTED, missing: MISSING });

/** How much sooner a cached reply comes than one from the database, %, by medians. */
function gainCases(evidence: Evidence): Case[] {
  const gains = (walk: Walk | undefined, of: Pick<Case, "world" | "where">, flows: readonly FlowName[]) => {
    const miss = median(walk?.flows["miss page"]);
    return flows.flatMap((flow): Case[] => {
      const hit = median(walk?.flows[flow]);
      if (miss === undefined || hit === undefined) return [];
      return [{ world: of.world, where: `${flow}${of.where}`, values: [(1 - hit / miss) * 100] }];
    });
  };
  const flows: readonly FlowName[] = ["L1 JSON", "L1 page", "L2 JSON", "L2 page"];
  return [
    ...gains(evidence.walk(SIMULATED), { world: "simulated", where: "" }, flows),
    ...gains(evidence.live?.walk, { world: "live", where: ` (${LIVE})` }, flows),
  ];
}

function median(data: HistogramData | undefined): number | undefined {
  return data === undefined || data.count === 0 ? undefined : LatencyHistogram.fromData(data).quantile(0.5);
}

/** Data Flow 1 to 3, end to end. */
export const dataFlow: Checks = {
  "a.flow.hit": overFlows(["L1 304", "L1 JSON", "L1 page"]),
  "a.flow.l2hit": overFlows(["L2 JSON", "L2 page"]),
  "a.flow.miss": overFlows(["miss page"]),
  "a.flow.query": (figure, evidence) => {
    const cases = [
      ...distributionCases(evidence.walk(SIMULATED)?.queryMs, { world: "simulated", where: "PostgreSQL" }),
      ...distributionCases(evidence.live?.walk.queryMs, { world: "live", where: "SQLite" }),
    ];
    return judgeCases(figure, cases, {
      better: "lower",
      assuming: "a query takes the time that the document gives it: the simulation draws from that",
      missing: MISSING,
    });
  },
  "a.after.api": overFlows(["L1 JSON", "L2 JSON"]),
  "a.after.api.gain": (figure, evidence) =>
    judgeCases(figure, gainCases(evidence), {
      better: "higher",
      assuming: DOCUMENTED,
      missing: MISSING,
      note: "by medians, against a full miss; compressing the page anew costs what it costs in both",
    }),
};
