import { Random } from "../base/random.ts";
import { paretoFront } from "../report/cost/pareto_front.ts";
import type { TriedSetting, TuningResult } from "../runner/result_tuning_schema.ts";
import { bootstrapMean, LEAST_RUNS } from "../statistics/bootstrap.ts";
import type { Tried } from "../tuning/ledger.ts";
import type { Limit } from "../tuning/limits.ts";
import { meanOf, type Observation } from "../tuning/standing.ts";
import { settingText } from "../tuning/vary.ts";
import type { Space } from "../tuning/space.ts";

type Confirmation = NonNullable<TuningResult["confirmation"]>;

/** Finalists as the document has them. The front is drawn among those that keep the budgets, or among all when none does. */
export function triedSettings(
  finalists: readonly Tried[],
  about: { space: Space; limits: readonly Limit[]; seeds: readonly number[] },
): TriedSetting[] {
  const keeping = finalists.filter(({ standing }) => standing.miss === 0);
  const points = (keeping.length > 0 ? keeping : finalists).map((tried) => ({ tried, ...tried.standing }));
  const front = new Set(paretoFront(points).map(({ tried }) => tried));
  return finalists.map((tried) => ({
    vary: settingText(about.space, tried.setting),
    ...summaryOf(tried.runs, about),
    onFront: front.has(tried),
  }));
}

/** What the recommended setting and the design as it is came to on seeds that chose neither. */
export function confirmationOf(
  runs: { readonly best: readonly Observation[]; readonly today: readonly Observation[] },
  about: { limits: readonly Limit[]; seeds: readonly number[] },
): Confirmation {
  const random = new Random(about.seeds[0]!).fork("confirmation");
  const estimate = (name: string, values: readonly number[]): Confirmation["cost"] => {
    if (values.length < LEAST_RUNS) {
      return { mean: values.reduce((sum, one) => sum + one, 0) / values.length, interval: null };
    }
    const outcome = bootstrapMean(values, random.fork(name));
    const [from, to] = outcome.interval(0.95);
    return { mean: outcome.mean, interval: [from, to] };
  };
  const paired = (read: (run: Observation) => number) =>
    runs.best.map((run, index) => read(run) - read(runs.today[index]!));
  const best = summaryOf(runs.best, about);
  return {
    cost: estimate("cost", best.runs.map(({ cost }) => cost)),
    p95: estimate("p95", best.runs.map(({ p95 }) => p95)),
    misses: best.misses,
    runs: best.runs,
    today: summaryOf(runs.today, about),
    difference: {
      cost: estimate("cost difference", paired(({ cost }) => cost)),
      p95: estimate("p95 difference", paired(({ ms }) => ms)),
    },
  };
}

function summaryOf(
  runs: readonly Observation[],
  { limits, seeds }: { limits: readonly Limit[]; seeds: readonly number[] },
): Confirmation["today"] {
  const { cost, ms, overshoots } = meanOf(runs);
  return {
    cost,
    p95: ms,
    misses: limits.flatMap(({ id }, index) => overshoots[index]! > 0 ? [{ id, by: overshoots[index]! }] : []),
    runs: runs.map((run, index) => ({ seed: seeds[index]!, cost: run.cost, p95: run.ms })),
  };
}
