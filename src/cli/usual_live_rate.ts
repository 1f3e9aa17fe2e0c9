import type { LiveCommandOptions } from "./live_options.ts";
import { namedScenario } from "./named_parts.ts";

/**
 * The rate of a live run, as written on a command line: what the caller said, otherwise what the scenario says of live runs.
 *
 * @throws Failure when there is no such scenario.
 */
export async function usualLiveRate(
  { scenario: name, rate }: Pick<LiveCommandOptions, "scenario" | "rate">,
  isGiven: (option: string) => boolean,
): Promise<string> {
  if (isGiven("rate")) return rate;
  const { scenario } = await namedScenario(name);
  return scenario.liveRps === undefined ? rate : String(scenario.liveRps);
}
