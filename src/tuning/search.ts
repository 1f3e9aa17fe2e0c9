import type { Random } from "../base/random.ts";
import { inertAxes } from "./inert_axes.ts";
import { Ledger, type Stage, type Trial, trialsOf, type Tried } from "./ledger.ts";
import type { Observation, Standing } from "./standing.ts";
import { firstSettings, neighboursOf, type Setting, sizeOf, type Space } from "./space.ts";

export interface SearchOptions {
  /** Settings of the first stage, at least 1. */
  readonly settings: number;
  /** Seeds of the last stage, at least 1. */
  readonly seeds: number;
  readonly random: Random;
}

/** What a search has found. */
export interface Found {
  /** The most thorough stage that any setting went through. */
  readonly stage: Stage;
  /** The settings that did, best first; empty when not even one run of a setting was finished. */
  readonly finalists: readonly Tried[];
  /** The stages in their order, and how many settings each was asked for. */
  readonly stages: readonly (Stage & { readonly settings: number })[];
  /** Distinct settings and runs in all. */
  readonly tried: number;
  readonly trials: number;
  /** Paths of axes that changed nothing wherever they were varied alone. */
  readonly inert: readonly string[];
  readonly interrupted: boolean;
}

/** A third of the settings goes on (eta = 3, as Jamieson and Talwalkar 2016 suggest). */
const KEEP_ONE_IN = 3;
/** So many finalists at least: one alone has no front. */
const LEAST_FINALISTS = 4;
/** Seeds with which neighbours are looked at before they are run in full. */
const GLANCE_SEEDS = 2;
/** Neighbours of one round that are run in full, and rounds. */
const MOST_PROMOTED = 3;
const MOST_ROUNDS = 8;
/** A neighbour is run in full for a gain of at least this share of the cost or the latency, or of a missed budget. */
const LEAST_GAIN = 0.003;
/** So many of the best are looked around: a way to a better one may lead over the second. */
const WALKERS = 2;
/** After a glance a budget counts as kept when it is missed by less, as a share of its limit: all seeds then tell. */
const DOUBT = 0.02;

/**
 * Looks for the best setting by successive halving (Karnin, Koren and Somekh 2013; Jamieson and Talwalkar 2016): many settings
 * in a quarter of the length with one seed, the better third in half of it with two, the better third of these in full with
 * all seeds. Departs from it by a walk at the end: short runs cannot tell lifetimes apart that are longer than they are, so the neighbours
 * of the best setting are run in full until none is better.
 *
 * Pure: it yields the runs that it wants, and is sent what they came to in the same order. An `undefined` among these ends the
 * search with what is known.
 */
export function* searchSettings(
  space: Space,
  options: SearchOptions,
): Generator<readonly Trial[], Found, readonly (Observation | undefined)[]> {
  const ledger = new Ledger();
  const full: Stage = { share: 1, seeds: options.seeds };
  const stages: (Stage & { settings: number })[] = [];
  const run = function* (settings: readonly Setting[], stage: Stage): Attempt {
    stages.push({ ...stage, settings: settings.length });
    const trials = settings.flatMap((setting) => trialsOf(setting, stage)).filter((trial) => !ledger.has(trial));
    if (trials.length === 0) return true;
    const outcomes = yield trials;
    trials.forEach((trial, index) => {
      const outcome = outcomes[index];
      if (outcome !== undefined) ledger.add(trial, outcome);
    });
    return trials.every((trial) => ledger.has(trial));
  };
  const isWhole = (yield* halve(space, { ledger, full, run, options })) && (yield* walk(space, { ledger, full, run }));
  const reached = [...stages].reverse().sort((a, b) => b.share - a.share || b.seeds - a.seeds)
    .find((stage) => ledger.at(stage).length > 0) ?? full;
  const stage = { share: reached.share, seeds: reached.seeds };
  return {
    stage,
    finalists: ledger.at(stage),
    stages,
    tried: ledger.settings,
    trials: ledger.trials,
    inert: inertAxes(space, ledger.at({ share: 1, seeds: Math.min(GLANCE_SEEDS, options.seeds) })),
    interrupted: !isWhole,
  };
}

/** Gives whether every run was finished. */
type Attempt = Generator<readonly Trial[], boolean, readonly (Observation | undefined)[]>;

interface Work {
  readonly ledger: Ledger;
  readonly full: Stage;
  run(settings: readonly Setting[], stage: Stage): Attempt;
}

function* halve(space: Space, { ledger, full, run, options }: Work & { readonly options: SearchOptions }): Attempt {
  let settings = firstSettings(space, options.settings, options.random.fork("settings"));
  const stages: readonly Stage[] = [
    { share: 1 / 4, seeds: 1 },
    { share: 1 / 2, seeds: Math.min(GLANCE_SEEDS, full.seeds) },
  ];
  for (const stage of stages) {
    const kept = Math.max(LEAST_FINALISTS, Math.ceil(settings.length / KEEP_ONE_IN));
    // Few settings are all run in full: a short run would only cost time.
    if (settings.length <= kept) continue;
    if (!(yield* run(settings, stage))) return false;
    settings = survivors(ledger.at(stage, settings), kept);
  }
  return yield* run(settings, full);
}

/** Two thirds by rank, and the fastest of the rest, so that there is a front to look at. */
function survivors(tried: readonly Tried[], kept: number): Setting[] {
  const first = tried.slice(0, Math.ceil(kept * 2 / 3));
  const rest = tried.slice(first.length).sort((a, b) => a.standing.ms - b.standing.ms);
  return [...first, ...rest.slice(0, kept - first.length)].map(({ setting }) => setting);
}

function* walk(space: Space, { ledger, full, run }: Work): Attempt {
  if (sizeOf(space) <= ledger.at(full).length) return true;
  const glance: Stage = { share: 1, seeds: Math.min(GLANCE_SEEDS, full.seeds) };
  const expanded = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const best = ledger.at(full).slice(0, WALKERS).find(({ setting }) => !expanded.has(setting.join()));
    if (best === undefined) return true;
    expanded.add(best.setting.join());
    const near = neighboursOf(space, best.setting);
    if (!(yield* run(near, glance))) return false;
    const better = distinct([0, DOUBT].flatMap((doubt) => {
      const order = ledger.predicted(near, { small: glance, anchor: best, doubt });
      return order.slice(0, order.findIndex(({ setting }) => setting === best.setting))
        .filter(({ standing }) => isGain(best.standing, standing)).slice(0, MOST_PROMOTED).map(({ setting }) =>
          setting
        );
    }));
    if (!(yield* run(better, full))) return false;
  }
  return true;
}

function isGain(from: Standing, to: Standing): boolean {
  return to.miss < from.miss || to.cost < from.cost * (1 - LEAST_GAIN) || to.ms < from.ms * (1 - LEAST_GAIN);
}

function distinct(settings: readonly Setting[]): Setting[] {
  return [...new Map(settings.map((setting) => [setting.join(), setting])).values()];
}
