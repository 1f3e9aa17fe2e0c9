import { assertEquals, assertThrows } from "@std/assert";
import { createCompression } from "../../src/compression/compression.ts";
import { immediate } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import type { ContentPort } from "../../src/ports/content.ts";
import type { WebReply, WebRequest } from "../../src/ports/http.ts";
import { modelContent, recordingProbe, reply, request } from "../http/fixtures.ts";

const BROWSER = { "accept-encoding": "gzip, deflate, br" };
const HTML = { "content-type": "text/html; charset=utf-8" };

function run(answer: WebReply, asked: WebRequest, content: ContentPort = modelContent()) {
  const probe = recordingProbe();
  const result = simulate((clock) => {
    const compression = createCompression({ content, clock, probe });
    return compression.tier(() => immediate(answer))(asked);
  });
  return { result, probe };
}

Deno.test("a page goes out as Brotli of level 4 with the fields of the document", () => {
  const content = modelContent();
  const { result, probe } = run(
    reply({ ...HTML, etag: '"v1"', "content-length": "4000" }),
    request("/", BROWSER),
    content,
  );
  assertEquals(result.headers, {
    ...HTML,
    etag: 'W/"v1"',
    vary: "accept-encoding",
    "content-encoding": "br",
    "content-length": "800",
    "x-compression-ratio": "0.200",
  });
  assertEquals(result.body, { sizeBytes: 800, content: 7 });
  assertEquals(content.compressed, [["br", 4]]);
  assertEquals(probe.events, [{ kind: "compressed", coding: "br", inputBytes: 4000, outputBytes: 800, latencyMs: 5 }]);
});

Deno.test("a client without Brotli gets gzip of level 6", () => {
  const content = modelContent();
  const { result } = run(reply(HTML), request("/", { "accept-encoding": "gzip" }), content);
  assertEquals(result.headers["content-encoding"], "gzip");
  assertEquals(content.compressed, [["gzip", 6]]);
});

Deno.test("1024 bytes go out as they are, 1025 are compressed", () => {
  const sized = (sizeBytes: number) => reply(HTML, { body: { sizeBytes, content: 1 } });
  const small = sized(1024);
  assertEquals(run(small, request("/", BROWSER)).result, small);
  assertEquals(run(sized(1025), request("/", BROWSER)).result.headers["content-encoding"], "br");
});

Deno.test("identity above the threshold still says that it varies, merged with what varies already", () => {
  const plain = (vary?: string) =>
    run(reply(vary === undefined ? HTML : { ...HTML, vary }), request("/")).result.headers;
  assertEquals(plain(), { ...HTML, vary: "accept-encoding" });
  assertEquals(plain("Cookie").vary, "Cookie, accept-encoding");
  assertEquals(plain("Accept-Encoding").vary, "Accept-Encoding");
  assertEquals(plain("*").vary, "*");
});

const UNTOUCHED: readonly [string, WebReply][] = [
  ["an image", reply({ "content-type": "image/webp" })],
  ["a woff2 font", reply({ "content-type": "font/woff2" })],
  ["something without a type", reply()],
  ["an event stream", reply({ "content-type": "text/event-stream" })],
  ["what is encoded already", reply({ ...HTML, "content-encoding": "gzip" })],
  ["a part of a range", reply({ ...HTML, "content-range": "bytes 0-3999/9000" }, { status: 206 })],
  ["no-transform", reply({ ...HTML, "cache-control": "public, No-Transform" })],
  ["204", reply(HTML, { status: 204, body: undefined })],
];
for (const [what, answer] of UNTOUCHED) {
  Deno.test(`${what} passes untouched`, () => {
    assertEquals(run(answer, request("/", BROWSER)).result, answer);
  });
}

Deno.test("SVG, JSON dialects and wasm are compressible", () => {
  for (const type of ["image/svg+xml", "application/problem+json", "application/wasm", "text/css"]) {
    assertEquals(run(reply({ "content-type": type }), request("/", BROWSER)).result.headers["content-encoding"], "br");
  }
});

Deno.test("HEAD says what GET would, without its length, and costs no work", () => {
  const content = modelContent();
  const headers = { ...HTML, etag: '"v1"', "content-length": "4000" };
  const { result } = run(reply(headers, { body: undefined }), request("/", BROWSER, "HEAD"), content);
  assertEquals(result.headers, { ...HTML, etag: 'W/"v1"', vary: "accept-encoding", "content-encoding": "br" });
  assertEquals(content.compressed, []);
});

Deno.test("304 passes without work and says that it varies", () => {
  const content = modelContent();
  const { result } = run(reply({ etag: '"v1"' }, { status: 304, body: undefined }), request("/", BROWSER), content);
  assertEquals(result.headers, { etag: '"v1"', vary: "accept-encoding" });
  assertEquals(content.compressed, []);
});

Deno.test("what does not shrink is sent as it is", () => {
  const content = modelContent({ compress: (body) => immediate({ ...body, sizeBytes: body.sizeBytes + 20 }) });
  const { result } = run(reply({ ...HTML, etag: '"v1"' }), request("/", BROWSER), content);
  assertEquals(result, reply({ ...HTML, etag: '"v1"', vary: "accept-encoding" }));
});

Deno.test("a codec that fails costs the coding, not the reply", () => {
  const content = modelContent({
    compress: () => {
      throw new RangeError("out of memory");
    },
  });
  const { result, probe } = run(reply(HTML), request("/", BROWSER), content);
  assertEquals(result, reply({ ...HTML, vary: "accept-encoding" }));
  assertEquals(probe.events, [{ kind: "degraded", component: "compression", reason: "out of memory" }]);
});

Deno.test("compress serves without a tier, and levels and threshold can be chosen", () => {
  const content = modelContent();
  simulate(function* (clock) {
    const probe = recordingProbe();
    const { compress } = createCompression({ content, clock, probe, thresholdBytes: 5000, brotliLevel: 11 });
    assertEquals(yield* compress(reply(HTML), request("/", BROWSER)), reply(HTML));
    const large = reply(HTML, { body: { sizeBytes: 5001, content: 1 } });
    assertEquals((yield* compress(large, request("/", BROWSER))).headers["content-encoding"], "br");
  });
  assertEquals(content.compressed, [["br", 11]]);
});

Deno.test("settings out of range are refused", () => {
  const make = (settings: { thresholdBytes?: number; brotliLevel?: number; gzipLevel?: number }) => () =>
    simulate((clock) => {
      createCompression({ content: modelContent(), clock, probe: recordingProbe(), ...settings });
      return immediate(0);
    });
  assertThrows(make({ thresholdBytes: -1 }), RangeError, "thresholdBytes");
  assertThrows(make({ brotliLevel: 12 }), RangeError, "brotliLevel must be a whole number from 0 to 11: received 12");
  assertThrows(make({ gzipLevel: 0 }), RangeError, "gzipLevel");
});
