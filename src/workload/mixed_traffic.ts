import { type Arrivals, poissonArrivals, varyingArrivals } from "./arrivals.ts";
import { Popularity } from "./popularity.ts";
import type { ScenarioContext } from "./scenario.ts";
import { type Action, ACTIONS, type Band, type Incident, type Schedule } from "./schedule.ts";
import { SHOP_SIZE } from "./shop_size.ts";
import { ScheduleBuilder } from "./schedule_builder.ts";

/** Shares of the actions; they are scaled to sum 1. */
export type ActionMix = Readonly<Partial<Record<Action, number>>>;

/** Mostly reads of product pages, one mutation in two hundred; assumed, 2026-11. */
export const SHOP_MIX: ActionMix = {
  "product-page": 0.55,
  "product-json": 0.12,
  category: 0.08,
  static: 0.145,
  image: 0.1,
  "update-product": 0.005,
};

export interface MixedTraffic {
  readonly products: number;
  readonly alpha: number;
  readonly churnPerHour: number;
  readonly durationMs: number;
  readonly mix: ActionMix;
  /** Multiplies the rate at a time; at most `mostFactor`. @default 1 */
  readonly rateFactorAt?: (atMs: number) => number;
  readonly mostFactor?: number;
  /** Item to ask for instead of the popular one, or undefined. */
  readonly insteadAt?: (atMs: number, draw: () => number) => number | undefined;
  readonly bands?: readonly Band[];
  readonly incidents?: readonly Incident[];
}

/** Traffic of many actions over products of Zipf popularity. */
export function mixedTraffic(context: ScenarioContext, options: MixedTraffic): Schedule {
  const arrivals = arrivalsOf(context, options);
  const random = context.random.fork("actions");
  const popularity = new Popularity({ ...options, items: options.products, random: context.random });
  const shares = ACTIONS.map((action) => options.mix[action] ?? 0);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const builder = new ScheduleBuilder({ random: context.random });
  for (let atMs = arrivals(); atMs < options.durationMs; atMs = arrivals()) {
    let left = random.unit() * total;
    const index = shares.findIndex((share) => (left -= share) < 0);
    const action = ACTIONS[index < 0 ? 0 : index]!;
    const wanted = options.insteadAt?.(atMs, () => random.unit());
    const item = wanted ?? popularity.draw(atMs);
    builder.add({ atMs, action, item: itemFor(action, item) });
  }
  const { products, durationMs, bands = [], incidents = [] } = options;
  return builder.finish({ products, durationMs, bands, incidents });
}

function arrivalsOf(context: ScenarioContext, options: MixedTraffic): Arrivals {
  const random = context.random.fork("arrivals");
  const factorAt = options.rateFactorAt;
  if (factorAt === undefined) return poissonArrivals(context.rateRps, random);
  const mostRps = context.rateRps * (options.mostFactor ?? 1);
  return varyingArrivals(mostRps, (atMs) => context.rateRps * factorAt(atMs), random);
}

function itemFor(action: Action, product: number): number {
  if (action === "category") return product % SHOP_SIZE.categories;
  if (action === "static") return product % SHOP_SIZE.staticFiles;
  return product;
}
