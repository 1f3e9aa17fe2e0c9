import { assertEquals } from "@std/assert";
import { accepts, acceptsEncodings, acceptsLanguages } from "@std/http/negotiation";

const BROWSER = "text/html, application/xhtml+xml, application/xml;q=0.9, image/webp, */*;q=0.8";
const SWISS = "fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5";

function requestWith(headers: HeadersInit): Request {
  return new Request("https://example.com/", { headers });
}

Deno.test("without a header everything is accepted", () => {
  const request = requestWith({});
  assertEquals(accepts(request), ["*/*"]);
  assertEquals(acceptsEncodings(request), ["*"]);
  assertEquals(acceptsLanguages(request), ["*"]);
  assertEquals(accepts(request, "text/html", "image/webp"), "text/html");
  assertEquals(acceptsEncodings(request, "gzip", "identity"), "gzip");
  assertEquals(acceptsLanguages(request, "en-gb", "en-us", "en"), "en-gb");
});

Deno.test("accepts() lists by q, then as written", () => {
  const listed = ["text/html", "application/xhtml+xml", "image/webp", "application/xml", "*/*"];
  assertEquals(accepts(requestWith({ accept: BROWSER })), listed);
});

Deno.test("accepts() chooses among offers", () => {
  const cases: [accept: string, offers: string[], chosen: string | undefined][] = [
    [BROWSER, ["text/html", "image/webp"], "text/html"],
    ["text/html, application/xhtml+xml, application/xml", ["application/json"], undefined],
    ["image/*;q=0.5, image/png;q=0", ["image/png", "image/webp"], "image/webp"],
    ["text/plain;format=flowed, text/*;q=0.5", ["text/plain", "text/plain;format=flowed"], "text/plain;format=flowed"],
    ["TEXT/HTML", ["text/html"], "text/html"],
    ["nonsense", ["text/html"], undefined],
  ];
  for (const [accept, offers, chosen] of cases) {
    assertEquals(accepts(requestWith({ accept }), ...offers), chosen, accept);
  }
});

Deno.test("acceptsEncodings() lists by q, then as written, with identity unless it is refused", () => {
  const cases: [header: string, listed: string[]][] = [
    ["deflate, gzip;q=1.0, *;q=0.5", ["deflate", "gzip", "*"]],
    ["gzip;q=0.8, br", ["br", "gzip", "identity"]],
    ["gzip, identity;q=0", ["gzip"]],
    ["gzip, *;q=0", ["gzip"]],
  ];
  for (const [header, listed] of cases) {
    assertEquals(acceptsEncodings(requestWith({ "accept-encoding": header })), listed, header);
  }
});

Deno.test("acceptsEncodings() chooses among offers", () => {
  const cases: [header: string, offers: string[], chosen: string | undefined][] = [
    ["deflate, gzip;q=1.0, *;q=0.5", ["gzip", "identity"], "gzip"],
    ["deflate, gzip", ["brotli"], undefined],
    ["GZIP", ["gzip"], "gzip"],
    ["gzip;q=0.5, br;q=0.9", ["gzip", "br", "identity"], "br"],
    ["gzip, br", ["br", "gzip"], "gzip"],
    ["gzip;q=0", ["gzip", "identity"], "identity"],
    ["*;q=0", ["gzip", "identity"], undefined],
    ["*", ["zstd", "identity"], "zstd"],
  ];
  for (const [header, offers, chosen] of cases) {
    assertEquals(acceptsEncodings(requestWith({ "accept-encoding": header }), ...offers), chosen, header);
  }
});

Deno.test("acceptsLanguages() lists and chooses", () => {
  const request = requestWith({ "accept-language": SWISS });
  assertEquals(acceptsLanguages(request), ["fr-CH", "fr", "en", "de", "*"]);
  assertEquals(acceptsLanguages(request, "en-gb", "en-us", "en"), "en");
  assertEquals(acceptsLanguages(request, "zh"), "zh");
  assertEquals(acceptsLanguages(requestWith({ "accept-language": "fr, en;q=0.8" }), "zh"), undefined);
});
