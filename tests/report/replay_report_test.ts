import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { decode } from "../../src/base/decode.ts";
import { renderReplay } from "../../src/report/replay/replay_report.ts";
import { type ReplayResult, replaySchema } from "../../src/runner/result_replay_schema.ts";
import { embeddedDocument, toSevenDigits } from "./embedded_document.ts";
import { packedBase64 } from "../../src/cli/packed_base64.ts";
import { sampleReplay } from "./sample_replay.ts";

const html = renderReplay(sampleReplay(), packedBase64);

Deno.test("the sample is a valid replay document; the same document gives the same bytes", () => {
  decode(replaySchema, JSON.parse(JSON.stringify(sampleReplay())), "the sample");
  assert(renderReplay(sampleReplay(), packedBase64) === html);
});

Deno.test("the page asks for nothing from outside, runs its own script only, holds its document", () => {
  assertEquals([...html.matchAll(/https?:\/\//g)].length, 0);
  assertEquals(html.match(/\ssrc=|@import|url\(|<iframe|<object|\son[a-z]+=/i)?.[0], undefined);
  assertEquals([...html.matchAll(/<script/g)].length, 1);
  assertEquals(embeddedDocument(html), toSevenDigits(sampleReplay()));
});

Deno.test("every link has its target and every id is there once", () => {
  for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) assertStringIncludes(html, ` id="${id}"`);
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
  assertEquals(ids.length, new Set(ids).size);
});

Deno.test("the answer comes first: headline, a sentence a size, the matrix with the best in words, then the rest", () => {
  const order = [
    "<h1>slru:segments=2 keeps the most hits at every size</h1>",
    `id="answer"`,
    "more than lru",
    "ratios",
  ];
  const places = [...order, `id="curves"`, `id="causes"`, `id="over-time"`, `id="trace"`, `id="speed"`, `id="repeat"`]
    .map((text) => html.indexOf(text, html.indexOf("<body>")));
  assertEquals(places, places.toSorted((a, b) => a - b));
  assert(places[0]! > 0);
  assertEquals([...html.matchAll(/<span aria-hidden="true">★<\/span> best/g)].length, 2);
  for (const text of ["points to the bound", "of the bytes", "1,000 objects (20.0 % of all)", "over 25 hours"]) {
    assertStringIncludes(html, text);
  }
});

const plain = { curves: [], causes: [], ttl: null, shape: null, bounds: [] };

const CASES: Readonly<Record<string, () => ReplayResult>> = {
  "nothing but rows": () => ({ ...sampleReplay({ sizes: [100] }), ...plain }),
  "no rows at all": () => ({ ...sampleReplay(), ...plain, rows: [], overTime: [], interrupted: true }),
  "one policy": () => sampleReplay({ policies: ["lru"], sizes: [1] }),
  "bounds alone": () => ({ ...sampleReplay({ policies: ["belady", "infinite"], sizes: [100] }), curves: [] }),
  "no sizes, no times": () => {
    const result = sampleReplay({ sizes: [10_000] });
    return {
      ...result,
      causes: [],
      curves: [],
      trace: { ...result.trace, bytes: null, footprintBytes: null, durationMs: null },
    };
  },
  "a single request": () => {
    const result = { ...sampleReplay({ policies: ["lru"], sizes: [1] }), ...plain };
    return {
      ...result,
      trace: { ...result.trace, requests: 1, objects: 1 },
      rows: result.rows.map((row) => ({ ...row, requests: 1, misses: 1, missRatio: 1, requestsPerSecond: 0 })),
      overTime: result.overTime.map((row) => ({ ...row, hitRatios: [0] })),
      curves: [{ policy: "lru", role: "policy", method: "one pass", rate: 1, sizes: [1], missRatios: [1], knee: null }],
      shape: {
        popularity: [{ x: 1, y: 1 }],
        zipfExponent: 0,
        onceOnly: 1,
        reuseDistances: [],
        workingSet: [{ distinct: 1, fresh: 1 }],
      },
    };
  },
  "twelve policies at six sizes": () => ({
    ...sampleReplay({
      policies: Array.from({ length: 12 }, (_, index) => `slru:segments=${index + 1}`),
      sizes: [1, 2, 3, 4, 5, 6],
    }),
    ...plain,
    overTime: [],
  }),
};

for (const [name, make] of Object.entries(CASES)) {
  Deno.test(`renders a replay with ${name}`, () => {
    const page = renderReplay(decode(replaySchema, make(), name));
    assertMatch(page, /<h1>.+<\/h1>/);
    const seen = page.slice(page.indexOf("<body>"), page.indexOf("<footer>"));
    assertEquals(seen.match(/NaN|Infinity|undefined|\[object/)?.[0], undefined);
  });
}

Deno.test("no text of the document becomes markup", () => {
  const hostile = `</script></style></title></td><b onload="alert(1)">'\${datum.x}&amp;<!--`;
  const result = sampleReplay({ policies: [hostile, "lru"], sizes: [100] });
  const page = renderReplay({
    ...result,
    trace: { ...result.trace, path: hostile, format: hostile },
    ttl: hostile,
    warnings: [hostile],
    command: hostile,
    digest: hostile,
    date: hostile,
    versions: { [hostile]: hostile },
    machine: { ...result.machine, os: hostile, arch: hostile },
  });
  assertEquals(page.includes("<b "), false);
  assertEquals([...page.matchAll(/<script/g)].length, 1);
  for (const end of ["</script>", "</style>", "</title>"]) assertEquals(page.split(end).length, 2, end);
  assertEquals(page.includes("<!--"), false);
});
