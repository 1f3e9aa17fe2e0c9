import { Random } from "../../src/base/random.ts";
import type { Trial } from "../../src/tuning/ledger.ts";
import type { Observation } from "../../src/tuning/standing.ts";
import { type Found, searchSettings } from "../../src/tuning/search.ts";
import type { Setting, Space } from "../../src/tuning/space.ts";

/** An objective that is known exactly, and seen only through noise. */
export interface MadeUp {
  readonly space: Space;
  readonly limitMs: number;
  truth(setting: Setting): { cost: number; ms: number };
  observe(trial: Trial): Observation;
}

const ENTRIES = Array.from({ length: 13 }, (_, index) => 100 * 2 ** index);
const TTLS = Array.from({ length: 8 }, (_, index) => 60_000 * 2 ** index);
const POLICIES = ["a", "b", "c", "d", "e", "f"];

/**
 * Memory costs, misses take time: larger and longer is dearer and faster; policies differ by up to a third in what they make of it. Its
 * shape, its limit and its noise come from the seed. Noise: 3 % that all settings of a seed share, 1.5 % of a run's own; a short run is slower and
 * noisier, and cannot see a lifetime that is longer than it is.
 */
export function madeUp(seed: number): MadeUp {
  const random = new Random(seed).fork("shape");
  const skill = POLICIES.map(() => 0.7 + 0.3 * random.unit());
  const [steep, weight, dear] = [0.15 + 0.2 * random.unit(), 20 + 60 * random.unit(), 0.02 + 0.03 * random.unit()];
  const space: Space = [
    { path: "l1.entries", values: ENTRIES, isOrdered: true },
    { path: "l1.policy", values: POLICIES, isOrdered: false },
    { path: "l2.ttlMs", values: TTLS, isOrdered: true },
  ];
  const at = ([entries, policy, ttl]: Setting, share: number) => {
    const seenMs = Math.min(TTLS[ttl!]!, share * 2_000_000);
    const misses = (ENTRIES[entries!]! / 100) ** -steep * skill[policy!]! + 0.3 * (seenMs / 60_000) ** -0.5;
    return { cost: 20 + dear * ENTRIES[entries!]! ** 0.8 + 2 * ttl!, ms: 10 + weight * misses };
  };
  const truth = (setting: Setting) => at(setting, 1);
  const limitMs = 10 + weight * (0.35 + 0.35 * random.unit());
  return {
    space,
    limitMs,
    truth,
    observe: ({ setting, seedIndex, share }) => {
      const shared = new Random(seed).fork(`seed ${seedIndex}`).normal() * 0.03;
      const own = new Random(seed).fork(`run ${setting.join()}/${seedIndex}/${share}`).normal() * 0.015 /
        Math.sqrt(share);
      const { cost, ms } = at(setting, share);
      const seen = ms * (1 + shared + own);
      return { cost: cost * (1 + own / 5), ms: seen, overshoots: [seen / limitMs - 1] };
    },
  };
}

/** Runs a search to its end. @param stopAfter Runs that are finished before it is interrupted. */
export function searched(objective: MadeUp, seed: number, stopAfter = Infinity): Found {
  const search = searchSettings(objective.space, { settings: 36, seeds: 6, random: new Random(seed) });
  let left = stopAfter;
  let step = search.next();
  while (!step.done) step = search.next(step.value.map((trial) => left-- > 0 ? objective.observe(trial) : undefined));
  return step.value;
}
