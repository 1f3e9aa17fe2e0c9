import { h } from "preact";
import type { Result } from "../runner/result_schema.ts";
import { htmlPage } from "./html_page.ts";
import { Page } from "./page.tsx";
import { headline } from "./verdict/headline.ts";

/** The page of a comparison or live run. The same result gives the same bytes. */
export function renderReport(result: Result): string {
  return htmlPage({
    title: `${headline(result)} (${result.scenario}, tierlab)`,
    body: h(Page, { result }),
    document: result,
  });
}
