import { Digest } from "../base/digest.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Budget } from "../monitor/budgets/budget.ts";
import * as budgets from "../monitor/budgets/registered.ts";
import { monthlyCost } from "../report/cost/monthly_cost.ts";
import type { Prices } from "../report/cost/prices.ts";
import { designResult } from "../runner/design_result.ts";
import { readingOf } from "../runner/reading.ts";
import type { RunRecord } from "../runner/recorder.ts";
import { type Limit, overshootOf } from "../tuning/limits.ts";
import type { Observation } from "../tuning/standing.ts";
import { computeCells } from "./cell_pool.ts";
import type { CellOrder } from "./cell_worker.ts";
import type { CommandContext } from "./command_context.ts";
import { progressOf } from "./progress.ts";

/** One run of a design, as a search or a grid wants it. */
export interface DesignTrial {
  readonly config: DesignConfig;
  readonly seed: number;
  /** Of the full length, above 0 and at most 1. */
  readonly share: number;
}

export interface TrialOptions {
  /** What all cells share. */
  readonly like: Omit<CellOrder, "seed" | "config">;
  /** Length and requests of a full run. */
  readonly full: { readonly durationMs: number; readonly requests: number };
  readonly limits: readonly Limit[];
  readonly prices: Prices;
  readonly jobs: number;
}

/** Runs trials in workers and keeps the digest of all that was run. */
export class TrialRunner {
  readonly #options: TrialOptions;
  readonly #context: Pick<CommandContext, "terminal" | "signal">;
  readonly #digest = new Digest();

  constructor(options: TrialOptions, context: Pick<CommandContext, "terminal" | "signal">) {
    this.#options = options;
    this.#context = context;
  }

  get digest(): string {
    return this.#digest.hex();
  }

  /** @returns In the order of the trials, undefined for those that were not finished when the signal aborted. */
  async run(trials: readonly DesignTrial[], title: string): Promise<(Observation | undefined)[]> {
    const { like, full, jobs } = this.#options;
    const cells = trials.map(({ config, seed, share }): CellOrder => ({
      ...like,
      config,
      seed,
      // The full length is left to the scenario, so that such a run is the very one that `compare` makes.
      settings: share === 1 ? like.settings : { ...like.settings, durationMs: full.durationMs * share },
    }));
    const total = full.requests * trials.reduce((sum, { share }) => sum + share, 0);
    const progress = progressOf(this.#context.terminal, { title, total });
    const records = await computeCells(cells, {
      jobs,
      signal: this.#context.signal,
      onProgress: (sent) => progress.update(sent),
    }).finally(() => progress.stop());
    if (!records.includes(undefined)) this.#context.terminal.tell(`${title}: done`);
    return records.map((record, index) => {
      if (record === undefined) return undefined;
      this.#digest.addText(record.digest);
      return this.#observation(trials[index]!, record);
    });
  }

  #observation({ config, seed }: DesignTrial, record: RunRecord): Observation {
    const { limits, prices } = this.#options;
    const design = designResult("setting", config, [{ seed, record }]);
    const reading = readingOf([record]);
    const registered = Object.values<Budget>(budgets);
    return {
      cost: (monthlyCost(design, prices)?.total ?? 0) + cacheMemoryCost(config, record, prices),
      ms: design.latencyMs.p95,
      overshoots: limits.map((limit) =>
        overshootOf(limit, registered.find(({ id }) => id === limit.id)?.read(reading) ?? null)
      ),
    };
  }
}

/**
 * The report's cost takes an instance's memory as bought whole, so that a cache inside it is free. A search for the cheapest
 * needs a cache to cost what it fills: its peak, at the price of memory.
 */
function cacheMemoryCost({ instances, instanceMemoryBytes }: DesignConfig, record: RunRecord, prices: Prices): number {
  return instances * record.memoryRatio * instanceMemoryBytes / 1e9 * prices.memoryGbMonth;
}
