import type { HeaderFields } from "../ports/http.ts";
import { memoised } from "../base/memoised.ts";

const withAcceptEncoding = memoised(256, (vary) => {
  const fields = vary.split(",").map((field) => field.trim().toLowerCase());
  return fields.includes("*") || fields.includes("accept-encoding") ? vary : `${vary}, accept-encoding`;
});

/**
 * The fields of a reply whose representation depends on the request's Accept-Encoding: a cache on the way must know, also when
 * this one reply is not coded (RFC 9110, section 12.5.5).
 *
 * @returns The very same object when it says so already.
 */
export function withVary(headers: HeaderFields): HeaderFields {
  const vary = variedBy(headers.vary);
  return vary === headers.vary ? headers : { ...headers, vary };
}

function variedBy(before: string | undefined): string {
  return before === undefined || before === "" ? "accept-encoding" : withAcceptEncoding(before);
}

/** What the headers of a coded reply say. */
export interface CodedContent {
  readonly coding: string;
  readonly inputBytes: number;
  /** Undefined when it was not made (HEAD): its length is then not stated (RFC 9110, section 9.3.2). */
  readonly outputBytes: number | undefined;
}

/**
 * The fields of a reply that is coded on the fly: Content-Encoding, Content-Length, X-Compression-Ratio, Vary, and an entity tag
 * that is no longer strong, since the bytes are not those it was made of (RFC 9110, section 8.8.3.3).
 *
 * X-Compression-Ratio is output bytes / input bytes with three decimals: 0.235 means that 23.5 % of the bytes are left.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { codedHeaders } from "./coded_headers.ts";
 * assertEquals(codedHeaders({ etag: '"v1"' }, { coding: "br", inputBytes: 2000, outputBytes: 470 }), {
 *   etag: 'W/"v1"',
 *   vary: "accept-encoding",
 *   "content-encoding": "br",
 *   "content-length": "470",
 *   "x-compression-ratio": "0.235",
 * });
 * ```
 */
export function codedHeaders(headers: HeaderFields, content: CodedContent): HeaderFields {
  const { coding, inputBytes, outputBytes } = content;
  const vary = variedBy(headers.vary);
  const coded: Record<string, string> = { ...headers, vary, "content-encoding": coding };
  const { etag } = headers;
  if (etag !== undefined && !etag.startsWith("W/")) coded.etag = `W/${etag}`;
  // Offsets into the uncoded bytes say nothing about these. (Looked for first: deleting makes an object slow.)
  if (coded["accept-ranges"] !== undefined) delete coded["accept-ranges"];
  if (outputBytes !== undefined) {
    coded["content-length"] = String(outputBytes);
    coded["x-compression-ratio"] = ratioText(outputBytes / inputBytes);
  } else if (coded["content-length"] !== undefined) {
    delete coded["content-length"];
  }
  return coded;
}

const RATIO_TEXTS: string[] = [];

/** Three decimals. There are only about a thousand such texts, and writing a number out is slow. */
function ratioText(ratio: number): string {
  const thousandths = Math.round(ratio * 1000);
  return RATIO_TEXTS[thousandths] ??= (thousandths / 1000).toFixed(3);
}
