import { parseByteRange } from "./byte_range.ts";
import { contentTypeOf } from "./content_type.ts";
import { eTag, ifNoneMatch } from "./etag.ts";
import { standardResponse } from "./standard_response.ts";
import { STATUS_CODE, STATUS_TEXT, type StatusCode } from "./status.ts";

/** Options of {@linkcode serveFile}. */
export interface ServeFileOptions {
  /** The digest of the entity tag. @default "SHA-256" */
  etagAlgorithm?: AlgorithmIdentifier;
  /** What `Deno.stat` said of the file, to save asking again. */
  fileInfo?: Deno.FileInfo;
}

/**
 * Answers a GET or HEAD request with a file, ranges and conditional requests included (RFC 9110, sections 13 and 14).
 *
 * 404 where there is no such file, 405 for other methods, 304 when `If-None-Match` or `If-Modified-Since` says that the
 * client has it, 206 for one range of bytes, 416 for one outside. A range that cannot be read is ignored.
 *
 * @throws what opening the file throws, except when it is not there.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { serveFile } from "@std/http/file-server";
 *
 * const path = await Deno.makeTempFile({ suffix: ".txt" });
 * await Deno.writeTextFile(path, "hello deno");
 * const request = new Request("http://localhost/", { headers: { range: "bytes=6-" } });
 * const response = await serveFile(request, path);
 * assertEquals([response.status, await response.text()], [206, "deno"]);
 * await Deno.remove(path);
 * ```
 */
export async function serveFile(req: Request, filePath: string, options: ServeFileOptions = {}): Promise<Response> {
  if (req.method !== "GET" && req.method !== "HEAD") return standardResponse(STATUS_CODE.MethodNotAllowed);
  const file = options.fileInfo ?? await statOrNull(filePath);
  if (file === null || file.isDirectory) {
    await req.body?.cancel();
    return standardResponse(STATUS_CODE.NotFound);
  }

  const etag = await eTag(file, { algorithm: options.etagAlgorithm ?? "SHA-256" });
  const headers = describe(file, filePath, etag);
  if (req.method === "HEAD") {
    headers.set("content-length", String(file.size));
    return respond(STATUS_CODE.OK, null, headers);
  }
  if (isFresh(req.headers, file, etag)) return respond(STATUS_CODE.NotModified, null, headers);

  const range = req.headers.get("range");
  // Some clients put a range on every request; an empty file satisfies none, so it is sent as it is.
  const wanted = range && file.size > 0 ? parseByteRange(range, file.size) : null;
  if (wanted === null) {
    headers.set("content-length", String(file.size));
    return respond(STATUS_CODE.OK, (await Deno.open(filePath)).readable, headers);
  }
  if (wanted.end < 0 || wanted.end < wanted.start || wanted.start >= file.size) {
    headers.set("content-range", `bytes */${file.size}`);
    return standardResponse(STATUS_CODE.RangeNotSatisfiable, { headers });
  }
  const start = Math.max(0, wanted.start);
  const end = Math.min(wanted.end, file.size - 1);
  headers.set("content-range", `bytes ${start}-${end}/${file.size}`);
  headers.set("content-length", String(end - start + 1));
  return respond(STATUS_CODE.PartialContent, await openPart(filePath, start, end - start + 1), headers);
}

async function statOrNull(filePath: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(filePath);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function describe(file: Deno.FileInfo, filePath: string, etag: string | undefined): Headers {
  const headers = new Headers({ server: "deno", "accept-ranges": "bytes" });
  if (file.mtime) headers.set("last-modified", file.mtime.toUTCString());
  if (etag) headers.set("etag", etag);
  const type = contentTypeOf(filePath);
  if (type) headers.set("content-type", type);
  return headers;
}

/** Whether the client has this very version. The date counts only where no tag is given; it is in whole seconds. */
function isFresh(headers: Headers, file: Deno.FileInfo, etag: string | undefined): boolean {
  const tags = headers.get("if-none-match");
  if (tags !== null) return !ifNoneMatch(tags, etag);
  const since = headers.get("if-modified-since");
  return file.mtime !== null && since !== null && file.mtime.getTime() < new Date(since).getTime() + 1000;
}

/** Reads a part of a file; its handle is closed at the end of the part. */
async function openPart(filePath: string, start: number, lengthBytes: number): Promise<ReadableStream<Uint8Array>> {
  const file = await Deno.open(filePath);
  await file.seek(start, Deno.SeekMode.Start);
  let left = lengthBytes;
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= Math.min(left, chunk.length);
      if (left === 0) controller.terminate();
    },
  });
  return file.readable.pipeThrough(cut);
}

function respond(status: StatusCode, body: BodyInit | null, headers: Headers): Response {
  return new Response(body, { status, statusText: STATUS_TEXT[status], headers });
}
