import { assertEquals } from "@std/assert";
import fc from "../support/property.ts";
import { negotiateCoding, type Negotiated } from "../../src/compression/negotiation.ts";
import type { Coding } from "../../src/ports/content.ts";

const BOTH: readonly Coding[] = ["br", "gzip"];

const TABLE: readonly [header: string | undefined, offered: readonly Coding[], expected: Negotiated][] = [
  [undefined, BOTH, "identity"],
  ["", BOTH, "identity"],
  ["gzip, deflate, br, zstd", BOTH, "br"],
  ["gzip, deflate", BOTH, "gzip"],
  ["br", ["gzip"], "identity"],
  ["deflate", BOTH, "identity"],
  ["*", BOTH, "br"],
  ["*", ["gzip"], "gzip"],
  ["gzip;q=1.0, br;q=0.9", BOTH, "gzip"],
  ["br;q=0, *", BOTH, "gzip"],
  ["identity, br;q=0.5", BOTH, "identity"],
  ["identity;q=0.5, gzip;q=0.5", BOTH, "gzip"],
  ["identity;q=0", BOTH, "none-acceptable"],
  ["identity;q=0, gzip", BOTH, "gzip"],
  ["*;q=0", BOTH, "none-acceptable"],
  ["*;q=0, identity", BOTH, "identity"],
  ["*;q=0, gzip;q=0.001", BOTH, "gzip"],
  ["br;q=0.5, *;q=0.8", BOTH, "gzip"],
  ["BR ; Q=0.7 , X-GZIP", BOTH, "gzip"],
  ["br;q=2, gzip;q=0.1", BOTH, "gzip"],
  ["br;q=, gzip;q=nonsense", BOTH, "identity"],
  ["gzip;q=0.1, gzip;q=0.9, br;q=0.5", BOTH, "gzip"],
  [" , ;, ;q=1,gzip", BOTH, "gzip"],
];

for (const [header, offered, expected] of TABLE) {
  Deno.test(`negotiation of ${JSON.stringify(header)} for ${offered.join("+")} gives ${expected}`, () => {
    assertEquals(negotiateCoding(header, offered), expected);
  });
}

/** RFC 9110, 12.5.3 read sentence by sentence, without a thought for speed. */
function naive(entries: readonly { name: string; q: number }[], offered: readonly Coding[]): Negotiated {
  const weight = (name: string): number | undefined => {
    const own = entries.filter((entry) => entry.name === name).map((entry) => entry.q);
    return own.length > 0 ? Math.max(...own) : undefined;
  };
  const accepted = ["br", "gzip", "identity"]
    .filter((name) => name === "identity" || offered.some((coding) => coding === name))
    .map((name) => ({ name, q: weight(name) ?? weight("*") ?? (name === "identity" ? 1e-9 : 0) }))
    .filter(({ q }) => q > 0);
  const [best] = accepted.toSorted((a, b) => b.q - a.q);
  return (best?.name ?? "none-acceptable") as Negotiated;
}

Deno.test("negotiation agrees with a naive reading of the RFC", () => {
  const entry = fc.record({
    name: fc.constantFrom("br", "gzip", "identity", "*", "deflate", "zstd"),
    q: fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
  });
  const offered = fc.constantFrom<readonly Coding[]>(["br", "gzip"], ["gzip"], ["br"], []);
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), offered, (entries, codings) => {
      const header = entries.map(({ name, q }) => q === 1 ? name : `${name};q=${q}`).join(", ");
      assertEquals(negotiateCoding(header, codings), naive(entries, codings));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("any text at all is negotiated", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    negotiateCoding(text, BOTH);
  }));
});
