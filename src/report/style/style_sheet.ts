import { BASE } from "./base.ts";
import { CHARTS } from "./charts.ts";
import { darkChartRules, properties } from "./dark_chart_rules.ts";
import { PRINT } from "./print.ts";
import { TABLES } from "./tables.ts";
import { VERDICT } from "./verdict.ts";

/**
 * A page's only style sheet. Dark colours hold on screens alone: paper is light whatever the reader prefers.
 *
 * @param own Rules that only this page needs.
 */
export function styleSheet(own = ""): string {
  const dark = `@media screen and (prefers-color-scheme:dark){:root{${properties("dark")}}${darkChartRules()}}`;
  const sheet = [
    `:root{color-scheme:light dark;${properties("light")}}`,
    BASE,
    VERDICT,
    TABLES,
    CHARTS,
    own,
    dark,
    PRINT,
  ];
  return sheet.join("\n").replace(/\s*\n\s*/g, "\n");
}
