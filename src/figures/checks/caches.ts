import { readStatement } from "../../database/statement.ts";
import { STATIC_TABLES } from "../../market/shop_sql.ts";
import { type Case, judgeCases, type Judging } from "../cases.ts";
import type { Check, Checks } from "../check.ts";
import type { Evidence, LiveEvidence } from "../evidence.ts";
import { notYet } from "../finding.ts";
import type { HistogramData } from "../../base/latency_histogram.ts";
import { casesOfRuns, casesOverRuns, hitPercentOf, type ReadRun } from "../over_runs.ts";
import { PLANNED } from "../plan.ts";
import { designsOf, parameter } from "../parameter.ts";
import { valueText } from "../figure_text.ts";
import { distributionCases } from "./data_flow.ts";

const STAGES = ["a-development", "a-staging", "a-production"];
const BY_TRAFFIC = "a hit ratio belongs to the traffic as much as to the cache";

const hitRatio = (read: ReadRun): Check => (figure, evidence) =>
  judgeCases(figure, casesOverRuns(evidence, STAGES, read), {
    better: "higher",
    missing: "no run looked anything up there",
    note: BY_TRAFFIC,
  });

/** Hits of the second level as a share of all requests that could be cached. */
const sharePercentOfL2: ReadRun = ({ tiers }) => {
  const l2 = tiers.find(({ name }) => name === "l2");
  return l2 === undefined || l2.requests === 0 ? null : l2.shareOfAll * 100;
};

const combinedPercent: ReadRun = ({ tiers, hitRatio }) =>
  tiers.some(({ name, requests }) => name === "l1" && requests > 0) ? hitRatio * 100 : null;

/** A look-up in the second level: half of them, and 95 % of them. */
function l2LatencyCases(evidence: Evidence): Case[] {
  const latency = (key: "p50" | "p95"): ReadRun => ({ tiers }) => {
    const l2 = tiers.find(({ name }) => name === "l2");
    return l2 === undefined || l2.latencyMs.count === 0 ? null : l2.latencyMs[key];
  };
  return (["p50", "p95"] as const).flatMap((key) =>
    casesOverRuns(evidence, ["a-staging", "a-production"], latency(key)).filter(({ where }) => where.endsWith("steady"))
      .map((one) => ({ ...one, where: `${key} of ${one.where}` }))
  );
}

const L2_BY_DOCUMENT: Judging = {
  better: "lower",
  assuming: "Redis answers as the document says: the simulation draws from that, so only a real Redis can judge it",
  missing: "no run has a second level",
};

/** Behind other caches it sees what they missed; alone it sees everything. */
const queryCacheHits: Check = (figure, evidence) => {
  const read = hitPercentOf("query-cache");
  const alone = PLANNED.filter(({ without }) => without?.includes("l1"));
  const cases = [...casesOverRuns(evidence, STAGES, read), ...casesOfRuns(evidence, alone, read)];
  return judgeCases(figure, cases, {
    better: "higher",
    missing: "no run looked anything up there",
    note: "behind L1 and L2 it sees only what they missed",
  });
};

const onLive = (read: (live: LiveEvidence) => HistogramData, what: string): Check => (figure, evidence) => {
  const data = evidence.live === undefined ? undefined : read(evidence.live);
  return judgeCases(figure, distributionCases(data, { world: "live", where: what }), {
    better: "lower",
    missing: "nothing was measured live",
    note: "a plain call in simulated time, which takes none",
  });
};

/** Asks the rules that the optimizer uses. */
const smartTtl = (sql: string, durationMs: number): Check => (figure, evidence) => {
  if (!designsOf(figure, evidence).some(([, { queryCache }]) => queryCache)) {
    return notYet("no registered design has a query cache");
  }
  const { ttlMs, why } = evidence.smartTtl({ statement: readStatement(sql), durationMs }, {
    staticTables: STATIC_TABLES,
  });
  const isSame = ttlMs / 1000 === figure.low;
  const simulated = valueText(ttlMs / 1000, figure.unit);
  return { simulated, live: null, verdict: isSame ? "holds" : "does not hold", why: `rule "${why}" for: ${sql}` };
};

/** L1, L2 and the query cache: settings, hit ratios, times of a hit. */
export const caches: Checks = {
  "a.l1.items": parameter(({ l1 }) => l1?.entries),
  "a.l1.ttl": parameter(({ l1 }) => l1 && l1.ttlMs / 1000),
  "a.l1.latency": onLive(({ l1HitMs }) => l1HitMs, "getOrSet that hits"),
  "a.l1.hit": hitRatio(hitPercentOf("l1")),
  "a.l2.latency": (figure, evidence) => judgeCases(figure, l2LatencyCases(evidence), L2_BY_DOCUMENT),
  "a.l2.hit": hitRatio(sharePercentOfL2),
  "a.l2.ttl": parameter(({ l2 }) => l2 && l2.ttlMs / 1000),
  "a.redis.latency": (figure, evidence) => judgeCases(figure, l2LatencyCases(evidence), L2_BY_DOCUMENT),
  "a.query.hit": queryCacheHits,
  "a.query.latency": onLive(({ queryHitMs }) => queryHitMs, "executeWithStats that hits"),
  "a.ttl.static": smartTtl("SELECT id, name FROM categories", 1),
  "a.ttl.slow": smartTtl("SELECT id FROM products WHERE price_cents > 5", 150),
  "a.ttl.analytics": smartTtl("SELECT count(*) FROM products", 1),
  "a.ttl.default": smartTtl("SELECT id FROM products WHERE id = 5", 1),
  "a.before.hit": (figure, evidence) =>
    judgeCases(
      figure,
      casesOverRuns(evidence, ["baseline"], ({ hitRatio, requests }) => requests === 0 ? null : hitRatio * 100),
      { better: "exact", missing: "the baseline did not run" },
    ),
  "a.after.hit": hitRatio(combinedPercent),
};
