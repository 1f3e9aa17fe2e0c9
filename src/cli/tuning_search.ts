import { Random } from "../base/random.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { type Found, searchSettings } from "../tuning/search.ts";
import type { Space } from "../tuning/space.ts";
import { configWith } from "../tuning/vary.ts";
import type { TrialRunner } from "./tuning_trials.ts";

/** Runs a search over a design's settings to its end, or until the runner is stopped. */
export async function tuneSettings(
  space: Space,
  by: { settings: number; seeds: readonly number[]; config: DesignConfig; runner: TrialRunner },
): Promise<Found> {
  const { settings, seeds, config, runner } = by;
  const steps = searchSettings(space, { settings, seeds: seeds.length, random: new Random(seeds[0]!).fork("tuning") });
  let step = steps.next();
  while (!step.done) {
    const trials = step.value.map(({ setting, seedIndex, share }) => ({
      config: configWith(config, space, setting),
      seed: seeds[seedIndex]!,
      share,
    }));
    step = steps.next(await runner.run(trials, `${trials.length} runs`));
  }
  return step.value;
}
