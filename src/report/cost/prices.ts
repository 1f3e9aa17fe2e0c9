import * as valibot from "valibot";
import builtIn from "./prices.json" with { type: "json" };
import { decode } from "../../base/decode.ts";

const price = valibot.pipe(valibot.number("a number from 0"), valibot.minValue(0));

/** Prices that costs are made of: dated data that anybody can replace. */
const schema = valibot.strictObject({
  /** When they were true. */
  date: valibot.string(),
  currency: valibot.string(),
  source: valibot.string(),
  /** A GB of memory of an application instance or of a node of the shared store, a month. */
  memoryGbMonth: price,
  /** What a node of the shared store has, GB. */
  sharedStoreNodeGb: price,
  /** A primary or a replica, a month. */
  databaseServerMonth: price,
  proxyMonth: price,
  /** A million requests at the front door. */
  requestsMillion: price,
  /** In addition, where a CDN stands in front. */
  cdnRequestsMillion: price,
  /** A GB sent to clients without and with a CDN. */
  egressGb: price,
  cdnEgressGb: price,
});

export type Prices = valibot.InferOutput<typeof schema>;

/** @throws Failure `bad-input` when a price is missing or no number. */
export function readPrices(value: unknown, what: string): Prices {
  return decode(schema, value, what);
}

/** What stands in the report unless the user has prices of their own. */
export const BUILT_IN_PRICES = readPrices(builtIn, "the built-in prices");
