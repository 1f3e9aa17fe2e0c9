import { ranked } from "./ranking.ts";
import type { Setting } from "./space.ts";
import { meanOf, type Observation, type Standing, standingOf } from "./standing.ts";

/** One run that a search asks for. */
export interface Trial {
  readonly setting: Setting;
  /** Which of the search's seeds, from 0: every setting is run with the same ones. */
  readonly seedIndex: number;
  /** How much of the full length, above 0 and at most 1. */
  readonly share: number;
}

/** How thoroughly settings are run. */
export interface Stage {
  readonly share: number;
  /** Seeds of each setting: the first so many. */
  readonly seeds: number;
}

/** A setting with its runs at some stage. */
export interface Tried {
  readonly setting: Setting;
  /** One a seed, in their order. */
  readonly runs: readonly Observation[];
  readonly standing: Standing;
}

/** All that was observed. Only runs of one length and the same seeds are ever compared. */
export class Ledger {
  readonly #seen = new Map<string, Observation>();
  readonly #settings = new Map<string, Setting>();

  get trials(): number {
    return this.#seen.size;
  }

  /** How many settings were tried at all. */
  get settings(): number {
    return this.#settings.size;
  }

  has(trial: Trial): boolean {
    return this.#seen.has(keyOf(trial));
  }

  add(trial: Trial, observation: Observation): void {
    this.#seen.set(keyOf(trial), observation);
    this.#settings.set(trial.setting.join(), trial.setting);
  }

  /**
   * Settings that went through a small stage, best first, as they would stand after a larger one: the standing that `anchor`
   * has there, moved by the mean difference to it over the small stage's runs. Paired, so what is common to all settings of a seed
   * cancels out (a control variate). What is left is noise, so a budget counts as missed only when it is by more than `doubt`.
   *
   * @param by `doubt`: share of a budget's limit.
   */
  predicted(among: readonly Setting[], by: { small: Stage; anchor: Tried; doubt: number }): Tried[] {
    const { small, anchor, doubt } = by;
    const [base] = this.at(small, [anchor.setting]);
    if (base === undefined) return [anchor];
    const others = this.at(small, among).filter(({ setting }) => setting.join() !== anchor.setting.join());
    const moved = others.map((tried) => {
      const runs = anchor.runs.map((run) => movedBy(run, meanOf(tried.runs), meanOf(base.runs)));
      return { ...tried, standing: standingOf(runs.map((run) => withDoubt(run, doubt))) };
    });
    return ranked([anchor, ...moved]);
  }

  /** The settings of which every run of the stage is there, best first. */
  at(stage: Stage, among: Iterable<Setting> = this.#settings.values()): Tried[] {
    const complete = [...among].flatMap((setting): Tried[] => {
      const runs = trialsOf(setting, stage).map((trial) => this.#seen.get(keyOf(trial)));
      const there = runs.filter((run) => run !== undefined);
      return there.length < stage.seeds ? [] : [{ setting, runs: there, standing: standingOf(there) }];
    });
    return ranked(complete);
  }
}

/** The runs of a setting at a stage. */
export function trialsOf(setting: Setting, { share, seeds }: Stage): Trial[] {
  return Array.from({ length: seeds }, (_, seedIndex) => ({ setting, seedIndex, share }));
}

function movedBy(run: Observation, to: Observation, from: Observation): Observation {
  return {
    cost: run.cost + to.cost - from.cost,
    ms: run.ms + to.ms - from.ms,
    overshoots: run.overshoots.map((overshoot, budget) =>
      overshoot + to.overshoots[budget]! - from.overshoots[budget]!
    ),
  };
}

function withDoubt(run: Observation, doubt: number): Observation {
  return { ...run, overshoots: run.overshoots.map((overshoot) => overshoot - doubt) };
}

function keyOf({ setting, seedIndex, share }: Trial): string {
  return `${setting.join()}/${seedIndex}/${share}`;
}
