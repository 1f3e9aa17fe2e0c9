import { h } from "preact";
import type { TuningResult } from "../../runner/result_tuning_schema.ts";
import type { Pack } from "../embedded_result.ts";
import { htmlPage } from "../html_page.ts";
import { tuningHeadline, TuningPage } from "./tuning_page.tsx";

/** The page of a search: self-contained. The same result gives the same bytes. */
export function renderTuning(result: TuningResult, pack?: Pack): string {
  return htmlPage({
    title: `${tuningHeadline(result)} (tierlab)`,
    body: h(TuningPage, { result }),
    document: result,
    pack,
  });
}
