import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";

/** The document that a page holds, undefined when it holds none. */
export function embeddedDocument(html: string): unknown {
  const packed = /<a id="result" [^>]*href="data:application\/gzip;base64,([^"]*)"/.exec(html)?.[1];
  return packed === undefined ? undefined : JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString());
}

/** Every fraction as the page writes it. */
export function toSevenDigits(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(7));
  if (Array.isArray(value)) return value.map(toSevenDigits);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toSevenDigits(one)]));
}
