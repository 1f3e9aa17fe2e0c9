import { webVitalsScript } from "../monitor/web_vitals_script.ts";
import { textOf } from "./catalogue.ts";

/** Where pages post what the browser measured: the monitor's intake on the same origin. */
const VITALS_PATH = "/api/performance/metrics";

/** What a template adds around its data, in bytes. The page's shell is architecture A's "payload before: 100 KB" less the data. */
export const TEMPLATE_BYTES = {
  "product-page": 97_000,
  "category-page": 60_000,
  json: 60,
} as const;

export type Template = keyof typeof TEMPLATE_BYTES;

/**
 * Renders data into HTML or JSON: a shell of navigation, scripts and teasers that is the same for every page of its kind, and
 * the data in its middle.
 */
export function renderPage(template: string, data: unknown): string {
  const json = JSON.stringify(data);
  if (!isTemplate(template) || template === "json") return json;
  return `${shellOf(template)}<main id="data">${json}</main></body></html>`;
}

export function isTemplate(name: string): name is Template {
  return Object.hasOwn(TEMPLATE_BYTES, name);
}

const shells = new Map<Template, string>();

function shellOf(template: Template): string {
  let shell = shells.get(template);
  if (shell === undefined) shells.set(template, shell = makeShell(template));
  return shell;
}

/** The web vitals' script, then half markup with classes and links, half running text: what pages of shops are made of. */
function makeShell(template: Template): string {
  const closing = `<main id="data"></main></body></html>`.length;
  const wanted = TEMPLATE_BYTES[template] - closing;
  let shell = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${template}</title>` +
    `<script>${webVitalsScript(VITALS_PATH)}</script></head><body>`;
  for (let index = 0; shell.length < wanted; index++) {
    const words = textOf(index * 31 + template.length, 60 + (index * 37) % 120);
    shell += `<li class="teaser teaser--${index % 9}" data-id="${(index * 2654435761) >>> 0}">` +
      `<a href="/products/${(index * 7907) % 100_000}">${words}</a></li>`;
  }
  return shell.slice(0, wanted);
}
