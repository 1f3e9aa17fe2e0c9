import { h } from "preact";
import type { Result } from "../runner/result_schema.ts";
import { BUILT_IN_PRICES, type Prices } from "./cost/prices.ts";
import { htmlPage } from "./html_page.ts";
import { Page } from "./page.tsx";
import { headline } from "./verdict/headline.ts";

/**
 * The page of a comparison or live run. The same result gives the same bytes.
 *
 * @param prices @default the built-in ones
 */
export function renderReport(result: Result, prices: Prices = BUILT_IN_PRICES): string {
  return htmlPage({
    title: `${headline(result)} (${result.scenario}, tierlab)`,
    body: h(Page, { result, prices }),
    document: result,
  });
}
