import type { Tried } from "./ledger.ts";
import type { Space } from "./space.ts";

/**
 * The axes that did nothing: there were settings that differ in this axis alone, and all of these came to the very same in every
 * run. Its recommended value then says nothing. O(n) in the settings, for each axis.
 *
 * @param tried All at one stage.
 */
export function inertAxes(space: Space, tried: readonly Tried[]): string[] {
  return space.filter((_, axis) => {
    const outcomes = new Map<string, string>();
    let pairs = 0;
    for (const { setting, runs } of tried) {
      const others = setting.filter((__, at) => at !== axis).join();
      const outcome = JSON.stringify(runs);
      const before = outcomes.get(others);
      if (before === undefined) outcomes.set(others, outcome);
      else if (before === outcome) pairs++;
      else return false;
    }
    return pairs > 0;
  }).map(({ path }) => path);
}
