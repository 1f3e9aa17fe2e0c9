import { serveDir } from "@std/http";
import { immediate, outside } from "../../flow/instructions.ts";
import type { Flow } from "../../flow/operation.ts";
import { textOf } from "../../market/catalogue.ts";
import { fileAt, SHOP_FILES } from "../../market/files.ts";
import { readImagePath } from "../../workload/image_path.ts";
import type { Fetch, WebReply, WebRequest } from "../../ports/http.ts";
import { bodyOf } from "./live_content.ts";

/**
 * Writes the shop's static files into a folder and serves them from there with @std/http. Images of products, which there are as many of
 * as products, are made where they are asked for: bytes of the size that the pipeline measured, no pictures.
 */
export function liveFiles(folder: string): Fetch {
  for (const part of ["static", "images"]) Deno.mkdirSync(`${folder}/${part}`, { recursive: true });
  SHOP_FILES.forEach((file, index) => {
    Deno.writeTextFileSync(`${folder}${file.path}`, textOf(index + 5000, file.sizeBytes));
  });
  return (request) => readImagePath(request.path) === undefined ? served(request, folder) : immediate(made(request));
}

function* served(request: WebRequest, folder: string): Flow<WebReply> {
  return yield* outside("a static file", () => serve(request, folder));
}

function made({ path }: WebRequest): WebReply {
  const { contentType, sizeBytes } = fileAt(path)!;
  const bytes = new Uint8Array(sizeBytes);
  // Of its own for every path, so that entity tags differ.
  new TextEncoder().encodeInto(path, bytes);
  return { status: 200, headers: { "content-type": contentType }, body: bodyOf(bytes), servedBy: "files" };
}

async function serve(request: WebRequest, folder: string): Promise<WebReply> {
  const answered = await serveDir(new Request(`http://files${request.path}`), { fsRoot: folder, quiet: true });
  const bytes = new Uint8Array(await answered.arrayBuffer());
  const contentType = fileAt(request.path)?.contentType ?? "text/plain; charset=utf-8";
  return { status: answered.status, headers: { "content-type": contentType }, body: bodyOf(bytes), servedBy: "files" };
}
