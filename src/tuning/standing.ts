/** What one run of a setting came to. */
export interface Observation {
  /** A month, in the prices' currency. */
  readonly cost: number;
  /** The latency that is weighed against the cost: p95, ms. */
  readonly ms: number;
  /** For each budget by how much of its limit the run misses it; negative when it keeps it. */
  readonly overshoots: readonly number[];
}

/** The mean of a setting's runs, and how far it misses its budgets in all: 0 when it keeps them. */
export interface Standing {
  readonly cost: number;
  readonly ms: number;
  readonly miss: number;
}

/** @param runs At least one, all with the same budgets. */
export function meanOf(runs: readonly Observation[]): Observation {
  const mean = (read: (run: Observation) => number) => runs.reduce((sum, run) => sum + read(run), 0) / runs.length;
  return {
    cost: mean(({ cost }) => cost),
    ms: mean(({ ms }) => ms),
    overshoots: runs[0]!.overshoots.map((_, budget) => mean(({ overshoots }) => overshoots[budget]!)),
  };
}

/** @param runs As for `meanOf`. */
export function standingOf(runs: readonly Observation[]): Standing {
  const { cost, ms, overshoots } = meanOf(runs);
  return { cost, ms, miss: overshoots.reduce((sum, overshoot) => sum + Math.max(0, overshoot), 0) };
}
