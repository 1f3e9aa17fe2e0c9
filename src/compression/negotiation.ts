import type { Coding } from "../ports/content.ts";
import { memoised } from "../base/memoised.ts";

/** What a request and a server agreed on. */
export type Negotiated = Coding | "identity" | "none-acceptable";

/** Weights by coding, in lower case; "*" stands for all that are not listed. */
type Weights = ReadonlyMap<string, number>;

/** The server's preference among codings that a client likes equally well. Identity comes last. */
const PREFERENCE: readonly Coding[] = ["br", "gzip"];

const weightsOf = memoised(1024, parseAcceptEncoding);

/**
 * Chooses a content coding for a reply (RFC 9110, section 12.5.3).
 *
 * The client's weights decide; between equal weights br goes before gzip and gzip before identity. Identity that is not listed
 * is acceptable, but never preferred to a listed coding. Without the header, identity: the section would allow anything, but
 * clients that do not send it are those that cannot decode.
 *
 * `acceptsEncodings` of @std/http is not used: at equal weights it follows the client's order, which browsers write as
 * "gzip, deflate, br", so nobody would ever get Brotli.
 *
 * @param acceptEncoding The header's text, undefined when it is absent. Entries with a malformed weight are ignored.
 * @param offered What the server can make.
 * @returns "none-acceptable" when even identity is refused (`identity;q=0` or `*;q=0`) and nothing offered is accepted.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { negotiateCoding } from "./negotiation.ts";
 * assertEquals(negotiateCoding("gzip, deflate, br", ["br", "gzip"]), "br");
 * assertEquals(negotiateCoding("gzip, br;q=0.5", ["br", "gzip"]), "gzip");
 * assertEquals(negotiateCoding(undefined, ["br", "gzip"]), "identity");
 * assertEquals(negotiateCoding("br;q=0, *;q=0", ["br"]), "none-acceptable");
 * ```
 */
export function negotiateCoding(acceptEncoding: string | undefined, offered: readonly Coding[]): Negotiated {
  if (acceptEncoding === undefined) return "identity";
  const weights = weightsOf(acceptEncoding);
  const others = weights.get("*");
  let best: Negotiated = "none-acceptable";
  let bestWeight = 0;
  for (const coding of PREFERENCE) {
    if (!offered.includes(coding)) continue;
    const weight = weights.get(coding) ?? others ?? 0;
    if (weight <= bestWeight) continue;
    best = coding;
    bestWeight = weight;
  }
  const identity = weights.get("identity") ?? others;
  if (identity === undefined) return best === "none-acceptable" ? "identity" : best;
  return identity > bestWeight ? "identity" : best;
}

/** Of a coding that is listed twice the larger weight counts. */
function parseAcceptEncoding(header: string): Weights {
  const weights = new Map<string, number>();
  for (const entry of header.split(",")) {
    const [written = "", ...parameters] = entry.split(";");
    const name = nameOf(written);
    const weight = weightOf(parameters);
    if (name === "" || weight === undefined) continue;
    weights.set(name, Math.max(weight, weights.get(name) ?? 0));
  }
  return weights;
}

/** RFC 9110, 8.4.1.3: x-gzip is another name of gzip. */
function nameOf(written: string): string {
  const name = written.trim().toLowerCase();
  return name === "x-gzip" ? "gzip" : name;
}

/** RFC 9110, 12.4.2: a weight is 0 to 1 with at most three decimals. Undefined for anything else. */
function weightOf(parameters: readonly string[]): number | undefined {
  for (const parameter of parameters) {
    const [name, value] = parameter.split("=");
    if (name?.trim().toLowerCase() !== "q") continue;
    const text = value?.trim() ?? "";
    return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : undefined;
  }
  return 1;
}
