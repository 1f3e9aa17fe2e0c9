/** What {@linkcode eTag} needs to know of a file; `Deno.FileInfo` fits. */
export interface FileInfo {
  /** When the file was last changed; without it there is no tag. */
  mtime: Date | null;
  /** How long the file is. */
  size: number;
}

/** Options of {@linkcode eTag}. */
export interface ETagOptions {
  /** The digest. @default "SHA-256" */
  algorithm?: AlgorithmIdentifier;
  /** Whether the tag is marked weak. @default true for a file's information, false for content */
  weak?: boolean;
}

type Bytes = ReturnType<TextEncoder["encode"]>;

/**
 * Makes an entity tag (RFC 9110, section 8.8.3) of some content: `"<size in hex>-<27 characters of its digest>"`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { eTag } from "@std/http/etag";
 *
 * assertEquals(await eTag("hello deno"), `"a-YdfmHmj2RiwOVqJupcf3PLK9PuJ"`);
 * ```
 */
export function eTag(entity: string | Bytes, options?: ETagOptions): Promise<string>;
/**
 * Makes a weak entity tag of a file's size and time of change: `W/"<size in hex>-<27 characters of a digest>"`.
 *
 * @returns undefined when the time of change is not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { eTag } from "@std/http/etag";
 *
 * const mtime = new Date(Date.UTC(96, 1, 2, 3, 4, 5, 6));
 * assertEquals(await eTag({ size: 1024, mtime }), `W/"400-H0YzXysQPV20qNisAZMuvAEVuHV"`);
 * ```
 */
export function eTag(entity: FileInfo, options?: ETagOptions): Promise<string | undefined>;
export async function eTag(entity: string | Bytes | FileInfo, options: ETagOptions = {}): Promise<string | undefined> {
  const algorithm = options.algorithm ?? "SHA-256";
  const isFile = typeof entity === "object" && "mtime" in entity && "size" in entity;
  const tag = isFile ? await tagOfFile(entity, algorithm) : await tagOfContent(entity, algorithm);
  if (tag === undefined) return undefined;
  return options.weak ?? isFile ? `W/"${tag}"` : `"${tag}"`;
}

async function tagOfFile({ mtime, size }: FileInfo, algorithm: AlgorithmIdentifier): Promise<string | undefined> {
  if (!mtime) return undefined;
  return `${size.toString(16)}-${await digest(new TextEncoder().encode(mtime.toJSON()), algorithm)}`;
}

async function tagOfContent(content: string | Bytes, algorithm: AlgorithmIdentifier): Promise<string> {
  // Nothing has one tag, whatever the algorithm.
  if (content.length === 0) return "0-47DEQpj8HBSa+/TImW+5JCeuQeR";
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return `${bytes.length.toString(16)}-${await digest(bytes, algorithm)}`;
}

async function digest(bytes: Bytes, algorithm: AlgorithmIdentifier): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest(algorithm, bytes)).toBase64().slice(0, 27);
}

/**
 * Evaluates an `If-Match` header (RFC 9110, section 13.1.1) by strong comparison: true means go on, false 412.
 *
 * A weak tag never matches, not even `*`.
 *
 * @example
 * ```ts
 * import { assert, assertFalse } from "@std/assert";
 * import { ifMatch } from "@std/http/etag";
 *
 * assert(ifMatch(`"v1", "v2"`, `"v2"`));
 * assertFalse(ifMatch(`W/"v2"`, `W/"v2"`));
 * ```
 */
export function ifMatch(value: string | null, etag: string | undefined): boolean {
  if (!value || !etag || etag.startsWith("W/")) return false;
  return value.trim() === "*" || tagsOf(value).includes(etag);
}

/**
 * Evaluates an `If-None-Match` header (RFC 9110, section 13.1.2) by weak comparison: true means send the content, false
 * 304.
 *
 * @example
 * ```ts
 * import { assert, assertFalse } from "@std/assert";
 * import { ifNoneMatch } from "@std/http/etag";
 *
 * assertFalse(ifNoneMatch(`W/"v2"`, `"v2"`));
 * assert(ifNoneMatch(null, `"v2"`));
 * ```
 */
export function ifNoneMatch(value: string | null, etag: string | undefined): boolean {
  if (!value || !etag) return true;
  return value.trim() !== "*" && !tagsOf(value).map(withoutWeakness).includes(withoutWeakness(etag));
}

function tagsOf(value: string): string[] {
  return value.split(/\s*,\s*/);
}

function withoutWeakness(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}
