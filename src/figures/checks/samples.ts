import type { Checks } from "../check.ts";
import type { Evidence } from "../evidence.ts";
import { casesOverRuns, hitPercentOf, type ReadRun } from "../over_runs.ts";
import { sample } from "../sample.ts";

const ALL = ["baseline", "a-development", "a-staging", "a-production"];
const TWO_LEVELS = ["a-staging", "a-production"];
const MISSING = "no run has a value";

const over = (read: ReadRun, designs: readonly string[] = ALL) =>
  sample((evidence: Evidence) => casesOverRuns(evidence, designs, read), MISSING);

const share = (tier: string): ReadRun => ({ tiers }) => {
  const found = tiers.find(({ name }) => name === tier);
  return found === undefined || found.requests === 0 ? null : found.shareOfAll * 100;
};

/** Mean time of a look-up that hit; a hit in memory takes none in the simulation. */
const meanCacheMs: ReadRun = ({ tiers }) => {
  const levels = tiers.filter(({ name, hits }) => (name === "l1" || name === "l2") && hits > 0);
  const hits = levels.reduce((sum, level) => sum + level.hits, 0);
  return hits === 0 ? null : levels.reduce((sum, level) => sum + level.hits * level.latencyMs.mean, 0) / hits;
};

/** Numbers that the document shows on a dashboard, without the traffic that made them. */
export const samples: Checks = {
  "a.api.avg": over(({ latencyMs }) => latencyMs.mean),
  "a.api.p95": over(({ latencyMs }) => latencyMs.p95),
  "a.api.p99": over(({ latencyMs }) => latencyMs.p99),
  "a.db.avg": over(({ database }) => database.durationMs.count === 0 ? null : database.durationMs.mean),
  "a.db.p95": over(({ database }) => database.durationMs.count === 0 ? null : database.durationMs.p95),
  "a.db.cache.hit": over(hitPercentOf("query-cache")),
  "a.dash.l1": over(share("l1"), TWO_LEVELS),
  "a.dash.l2": over(share("l2"), TWO_LEVELS),
  "a.dash.combined": over(({ tiers, hitRatio }) => tiers.length === 0 ? null : hitRatio * 100, TWO_LEVELS),
  "a.dash.cache": over(meanCacheMs, TWO_LEVELS),
  "a.dash.error": over(({ errorRatio }) => errorRatio * 100),
};
