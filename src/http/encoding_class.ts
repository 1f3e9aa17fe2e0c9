import { memoised } from "../base/memoised.ts";

/** Classes beyond this number are not told apart, hence not cached: a client must not be able to fill the cache with copies. */
const MOST_CLASSES = 64;

/**
 * Sorts the clients' Accept-Encoding texts into a few classes, so that a shared cache holds one copy a class and not one a text
 * (RFC 9111, section 4.1 lets a cache normalise the fields that Vary names).
 *
 * Two texts share a class only when every origin that uses `codings` must answer them alike: they list the same ones of these,
 * without weights. A text with weights, "*" or identity is a class of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { EncodingClasses } from "./encoding_class.ts";
 * const classes = new EncodingClasses();
 * assertEquals(classes.of("gzip, deflate, br, zstd"), classes.of("br, GZIP"));
 * assertEquals(classes.of(undefined), "");
 * ```
 */
export class EncodingClasses {
  readonly #codings: readonly string[];
  readonly #known = new Set([""]);
  readonly #classOf = memoised(1024, (text) => this.#classify(text));

  /** @param codings Those that the origin may use. @default br, gzip */
  constructor(codings: readonly string[] = ["br", "gzip"]) {
    this.#codings = codings;
  }

  /** Every class that `of` gave so far. */
  get known(): ReadonlySet<string> {
    return this.#known;
  }

  /** @returns undefined when there are too many classes already. */
  of(acceptEncoding: string | undefined): string | undefined {
    return acceptEncoding === undefined ? "" : this.#classOf(acceptEncoding);
  }

  #classify(text: string): string | undefined {
    const names = text.toLowerCase().split(",").map((name) => name.trim()).filter((name) => name !== "");
    const isPlain = names.every((name) => /^[a-z0-9-]+$/.test(name) && name !== "identity");
    // "=" keeps a text that happens to look like a class from becoming that class.
    const found = isPlain ? this.#codings.filter((coding) => names.includes(coding)).join("+") : `=${names.join(",")}`;
    if (!this.#known.has(found)) {
      if (this.#known.size >= MOST_CLASSES) return undefined;
      this.#known.add(found);
    }
    return found;
  }
}
