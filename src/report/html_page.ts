import { type ComponentChildren, Fragment, h } from "preact";
import { renderToString } from "preact-render-to-string";
import { resetSVGDefIds } from "vega";
import { embeddedAddress, MOST_BYTES_WITH_RESULT, type Pack, sizeBytes } from "./embedded_result.ts";
import { escapeText } from "./escape_text.ts";
import { PAGE_SCRIPT } from "./script/page_script.ts";
import { styleSheet } from "./style/style_sheet.ts";

/** Allows the page's own style and the one script, by its hash: nothing else runs or is fetched, even if a text were to slip through. */
const POLICY =
  `default-src 'none'; style-src 'unsafe-inline'; script-src ${PAGE_SCRIPT.source}; img-src data:; base-uri 'none'; form-action 'none'`;

/** What HTML lets one leave out of tables (section 13.1.2.4): a tenth of their size. Text cannot match, it is escaped. */
const OPTIONAL_END_TAG = /<\/t[dhr]>/g;

/** What differs from page to page. */
export interface PageContent {
  readonly title: string;
  readonly body: ComponentChildren;
  /** Stands inside, packed (the link `result`), as long as the page stays below 480 KB. */
  readonly document: unknown;
  /** Undefined: the document is left out. */
  readonly pack?: Pack | undefined;
  /** Rules beside those that all pages share. */
  readonly style?: string;
}

/** One self-contained HTML page: opens from disk, offline; the script is a convenience. The same content gives the same bytes. */
export function htmlPage(content: PageContent): string {
  resetSVGDefIds();
  const body = renderToString(h(Fragment, null, content.body)).replaceAll(OPTIONAL_END_TAG, "");
  const address = content.pack && embeddedAddress(content.document, content.pack);
  const isWhole = address !== undefined && sizeBytes(body) + address.length <= MOST_BYTES_WITH_RESULT;
  const footer = isWhole
    ? `<footer><p>The whole result document stands in this file: ` +
      `<a id="result" download="result.json.gz" href="${address}">download it</a> (JSON, gzip).</p></footer>`
    : `<footer><p>The result document is left out of this file${
      address === undefined ? "" : ", which it would make too large"
    }; it lies beside it.</p></footer>`;
  const title = escapeText(content.title);
  return [
    `<!DOCTYPE html>`,
    `<html lang="en">`,
    `<head>`,
    `<meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta name="color-scheme" content="light dark">`,
    `<meta name="description" content="${title}">`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    `<title>${title}</title>`,
    `<link rel="icon" href="data:,">`,
    `<style>${styleSheet(content.style)}</style>`,
    `</head>`,
    `<body>${body}${footer}<script>${PAGE_SCRIPT.text}</script></body>`,
    `</html>`,
    ``,
  ].join("\n");
}
