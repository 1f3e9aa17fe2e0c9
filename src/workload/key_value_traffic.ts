import { poissonArrivals } from "./arrivals.ts";
import type { ItemBytes } from "./item_sizes.ts";
import { Popularity } from "./popularity.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";
import type { Schedule } from "./schedule.ts";
import { ScheduleBuilder } from "./schedule_builder.ts";

/** What is published of a key-value workload. Shares in 0..1. */
export interface KeyValueWorkload {
  /** What is particular about it. */
  readonly description: string;
  readonly source: string;
  /** Keys that are asked for again. */
  readonly keys: number;
  /** Of Zipf's law over them. */
  readonly alpha: number;
  /** Of requests that read; the others write or delete, which both end what is cached. */
  readonly getShare: number;
  /** Of requests for a key that is never asked for again. @default 0 */
  readonly loneShare?: number;
  readonly valueBytes: ItemBytes;
  /** Writes make new keys, and the newest are the most popular (YCSB D). @default false */
  readonly readsLatest?: boolean;
}

const RATE_RPS = 200;
const DURATION_MS = 300_000;

/**
 * A published key-value workload, sent to the shop: a get is a read of a product's JSON, a set or a delete a price change,
 * which ends what is cached of it. A reply weighs the value and the shop's own 1.3 kB around it. Time to live stays the
 * design's. Rate and length are ours: 200 requests/s for five minutes.
 */
export function keyValueScenario(workload: KeyValueWorkload): Scenario {
  return {
    description: workload.description,
    source: workload.source,
    rateRps: RATE_RPS,
    durationMs: DURATION_MS,
    build: (context) => keyValueTraffic(context, workload),
  };
}

function keyValueTraffic(context: ScenarioContext, workload: KeyValueWorkload): Schedule {
  const { keys, alpha, getShare, loneShare = 0, valueBytes, readsLatest = false } = workload;
  const durationMs = context.durationMs ?? DURATION_MS;
  const arrivals = poissonArrivals(context.rateRps, context.random.fork("arrivals"));
  const random = context.random.fork("actions");
  const popularity = new Popularity({ items: keys, alpha, random: context.random });
  const builder = new ScheduleBuilder({ random: context.random });
  let fresh = keys;
  for (let atMs = arrivals(); atMs < durationMs; atMs = arrivals()) {
    const isLone = random.chance(loneShare);
    const isGet = random.chance(getShare);
    const item = isLone || (readsLatest && !isGet)
      ? fresh++
      : readsLatest
      ? fresh - 1 - popularity.drawRank()
      : popularity.draw(atMs);
    builder.add({ atMs, action: isGet ? "product-json" : "update-product", item });
  }
  return builder.finish({ products: fresh, durationMs, itemBytes: valueBytes });
}
