import { h } from "preact";
import type { FiguresResult } from "../../runner/result_figures_schema.ts";
import type { Pack } from "../embedded_result.ts";
import { htmlPage } from "../html_page.ts";
import { figuresHeadline } from "./figure_words.ts";
import { FiguresPage } from "./figures_page.tsx";
import { FIGURES_STYLE } from "./figures_style.ts";

/** The page of documented figures: self-contained. The same result gives the same bytes. */
export function renderFigures(result: FiguresResult, pack?: Pack): string {
  return htmlPage({
    title: `${figuresHeadline(result)} (tierlab)`,
    body: h(FiguresPage, { result }),
    document: result,
    pack,
    style: FIGURES_STYLE,
  });
}
