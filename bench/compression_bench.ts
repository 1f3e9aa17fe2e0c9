import { createCompressedResponse } from "../src/mod.ts";
import { renderPage } from "../src/market/page.ts";
import { productOf, textOf } from "../src/market/catalogue.ts";

const page = renderPage("product-page", [[{ ...productOf(1), description: textOf(1, 2000) }]]);
const init = { headers: { "content-type": "text/html" } };
const accepting = (coding: string) => new Request("http://localhost/", { headers: { "accept-encoding": coding } });

for (const coding of ["identity", "gzip", "br"]) {
  Deno.bench(`${coding}, a page of 100 KB`, { group: "compression", baseline: coding === "identity" }, async () => {
    const response = await createCompressedResponse(accepting(coding), page, init);
    if ((await response.arrayBuffer()).byteLength === 0) {
      throw new RangeError("Cannot trust the bench: received an empty body");
    }
  });
}
