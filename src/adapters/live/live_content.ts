import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { eTag } from "@std/http";
import { immediate, outside } from "../../flow/instructions.ts";
import type { Flow, Operation } from "../../flow/operation.ts";
import { renderPage } from "../../market/page.ts";
import type { Coding, ContentPort } from "../../ports/content.ts";
import type { Body } from "../../ports/http.ts";

const brotli = promisify(brotliCompress) as (input: Uint8Array, options: object) => Promise<Uint8Array<ArrayBuffer>>;
const deflate = promisify(gzip) as (input: Uint8Array, options: object) => Promise<Uint8Array<ArrayBuffer>>;
const encoder = new TextEncoder();

/** Real rendering, real codecs (node:zlib, whose Brotli works on the calling thread in Deno 2.9), real hashes (SHA-256, @std/http). */
export class LiveContent implements ContentPort {
  render(template: string, data: unknown, _sizeBytes: number): Operation<Body> {
    return immediate(bodyOf(encoder.encode(renderPage(template, data))));
  }

  *compress(body: Body, coding: Coding, level: number): Flow<Body> {
    const bytes = bytesOf(body);
    return bodyOf(yield* outside(`${coding} compression`, () => compressed(bytes, coding, level)));
  }

  *entityTag(body: Body): Flow<string> {
    const bytes = bytesOf(body);
    return yield* outside("an entity tag", () => eTag(bytes));
  }
}

/** The bytes of a live body. @throws TypeError when it is a simulated one. */
export function bytesOf(body: Body): Uint8Array<ArrayBuffer> {
  if (typeof body.content === "number") {
    throw new TypeError(
      `Cannot use a body: its content must be bytes in the live world: received the number ${body.content}`,
    );
  }
  return body.content;
}

export function bodyOf(content: Uint8Array<ArrayBuffer>): Body {
  return { sizeBytes: content.length, content };
}

function compressed(bytes: Uint8Array<ArrayBuffer>, coding: Coding, level: number): Promise<Uint8Array<ArrayBuffer>> {
  return coding === "gzip" ? deflate(bytes, { level }) : brotli(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: level, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
}
