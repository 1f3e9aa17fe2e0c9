import { poissonArrivals } from "./arrivals.ts";
import type { RecordedItems, ScenarioContext } from "./scenario.ts";
import type { Schedule } from "./schedule.ts";
import { ScheduleBuilder } from "./schedule_builder.ts";

/**
 * A recording's requests in their real order, with Poisson arrivals at the asked rate, and mutations among them: each changes
 * the price of a product drawn from the recording itself, so that popular products change more often.
 *
 * @param options `mutationsPerSecond`: mean, a Poisson process of its own.
 */
export function recordedTraffic(
  context: ScenarioContext,
  recording: RecordedItems,
  options: { readonly mutationsPerSecond: number },
): Schedule {
  const arrivals = poissonArrivals(context.rateRps, context.random.fork("arrivals"));
  const random = context.random.fork("mutations");
  const mutations = options.mutationsPerSecond > 0
    ? poissonArrivals(options.mutationsPerSecond, random)
    : () => Infinity;
  const builder = new ScheduleBuilder({ random: context.random });
  const endMs = context.durationMs ?? Infinity;
  const { items } = recording;
  let nextMutationMs = mutations();
  let lastMs = 0;
  for (let index = 0; index < items.length; index++) {
    const atMs = arrivals();
    if (atMs >= endMs) break;
    for (; nextMutationMs < atMs; nextMutationMs = mutations()) {
      builder.add({ atMs: nextMutationMs, action: "update-product", item: items[random.below(items.length)]! });
    }
    builder.add({ atMs, action: "product-page", item: items[index]! });
    lastMs = atMs;
  }
  const durationMs = endMs === Infinity ? lastMs : endMs;
  const isShort = endMs < Infinity && lastMs < endMs - 2000 * 1000 / context.rateRps;
  const warnings = isShort ? [...recording.warnings, shortage(recording, context)] : recording.warnings;
  return builder.finish({ products: recording.products, durationMs, warnings });
}

function shortage(recording: RecordedItems, context: ScenarioContext): string {
  return `the recording's ${recording.items.length} requests last less than the asked duration at ${context.rateRps} requests/s`;
}
