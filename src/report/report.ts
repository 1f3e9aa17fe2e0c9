import { h } from "preact";
import type { Result } from "../runner/result_schema.ts";
import { BUILT_IN_PRICES, type Prices } from "./cost/prices.ts";
import type { Pack } from "./embedded_result.ts";
import { htmlPage } from "./html_page.ts";
import { Page } from "./page.tsx";
import { headline } from "./verdict/headline.ts";

/**
 * The page of a comparison or live run. The same result gives the same bytes.
 *
 * @param options `prices`: @default the built-in ones; `pack`: without it the result itself is left out of the page.
 */
export function renderReport(result: Result, options: { prices?: Prices; pack?: Pack } = {}): string {
  const { prices = BUILT_IN_PRICES, pack } = options;
  return htmlPage({
    title: `${headline(result)} (${result.scenario}, tierlab)`,
    body: h(Page, { result, prices }),
    document: result,
    pack,
  });
}
