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
  /** Another mix at a time than `mix`; undefined for that one. */
  readonly mixAt?: (atMs: number) => ActionMix | undefined;
  /** Products that Zipf's law is over; those above are asked for by `insteadAt` only. @default products */
  readonly popular?: number;
  /** Multiplies the rate at a time; at most `mostFactor`. @default 1 */
  readonly rateFactorAt?: (atMs: number) => number;
  readonly mostFactor?: number;
  /** Item to ask for instead of the popular one, or undefined. */
  readonly insteadAt?: (atMs: number, draw: () => number) => number | undefined;
  readonly bands?: readonly Band[];
  readonly incidents?: readonly Incident[];
  readonly itemBytes?: (item: number) => number;
  readonly warnings?: readonly string[];
}

/** Traffic of many actions over products of Zipf popularity. */
export function mixedTraffic(context: ScenarioContext, options: MixedTraffic): Schedule {
  const arrivals = arrivalsOf(context, options);
  const random = context.random.fork("actions");
  const popularity = new Popularity({ ...options, items: options.popular ?? options.products, random: context.random });
  const usual = lotOf(options.mix);
  const builder = new ScheduleBuilder({ random: context.random });
  const draw = () => random.unit();
  for (let atMs = arrivals(); atMs < options.durationMs; atMs = arrivals()) {
    const other = options.mixAt?.(atMs);
    const action = drawn(other === undefined ? usual : lotOf(other), random.unit());
    const item = options.insteadAt?.(atMs, draw) ?? popularity.draw(atMs);
    builder.add({ atMs, action, item: itemFor(action, item) });
  }
  const { products, durationMs, bands = [], incidents = [], warnings = [], itemBytes } = options;
  return builder.finish({ products, durationMs, bands, incidents, warnings, ...(itemBytes && { itemBytes }) });
}

/** A mix as shares in the order of ACTIONS, with their sum. */
interface Lot {
  readonly shares: readonly number[];
  readonly total: number;
}

const lots = new WeakMap<ActionMix, Lot>();

/** A mix that is met again and again is added up once. */
function lotOf(mix: ActionMix): Lot {
  let lot = lots.get(mix);
  if (lot === undefined) {
    const shares = ACTIONS.map((action) => mix[action] ?? 0);
    lots.set(mix, lot = { shares, total: shares.reduce((sum, share) => sum + share, 0) });
  }
  return lot;
}

function drawn({ shares, total }: Lot, unit: number): Action {
  let left = unit * total;
  for (let index = 0; index < shares.length; index++) {
    left -= shares[index]!;
    if (left < 0) return ACTIONS[index]!;
  }
  return ACTIONS[0];
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
