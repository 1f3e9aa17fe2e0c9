import { BUILT_IN_PRICES, type Prices, readPrices } from "../report/cost/prices.ts";
import { readText } from "./files.ts";
import { jsonOf } from "./result_file.ts";

/** The user's prices, or the built-in ones. @throws Failure `cannot-read`, `bad-json`, `bad-input` */
export async function pricesFrom(path: string | undefined): Promise<Prices> {
  if (path === undefined) return BUILT_IN_PRICES;
  return readPrices(jsonOf(await readText(path, "the prices"), `the prices ${path}`), `the prices ${path}`);
}
