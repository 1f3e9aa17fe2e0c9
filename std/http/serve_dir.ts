import { join, posix } from "node:path";
import { serveFile } from "./serve_file.ts";
import { standardResponse } from "./standard_response.ts";
import { STATUS_CODE } from "./status.ts";

/** Options of {@linkcode serveDir}: those of the real one except `showDirListing`, which nothing here needs. */
export interface ServeDirOptions {
  /** The directory. @default "." */
  fsRoot?: string;
  /** What is taken off the front of the requested path, without the leading slash. */
  urlRoot?: string;
  /** Whether names that begin with a dot are served. @default false */
  showDotfiles?: boolean;
  /** Whether a directory is answered with its index.html. @default true */
  showIndex?: boolean;
  /** Whether any origin may read the replies. @default false */
  enableCors?: boolean;
  /** Whether nothing is logged. @default false */
  quiet?: boolean;
  /** The digest of the entity tags. @default "SHA-256" */
  etagAlgorithm?: AlgorithmIdentifier;
  /** Lines like `cache-control: no-cache` that each reply gets. @default [] */
  headers?: string[];
}

/**
 * Answers a GET request with a file below a directory.
 *
 * 405 for other methods, HEAD included; 301 to the path without needless slashes or dots; 404 for what is not there, for
 * dotfiles, and for paths outside `urlRoot`; 500 when the file cannot be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { serveDir } from "@std/http/file-server";
 *
 * const fsRoot = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${fsRoot}/index.html`, "<h1>Shop</h1>");
 * const response = await serveDir(new Request("http://localhost/"), { fsRoot, quiet: true });
 * assertEquals(await response.text(), "<h1>Shop</h1>");
 * await Deno.remove(fsRoot, { recursive: true });
 * ```
 */
export async function serveDir(req: Request, opts: ServeDirOptions = {}): Promise<Response> {
  if (req.method !== "GET") return standardResponse(STATUS_CODE.MethodNotAllowed);
  let response: Response;
  try {
    response = await find(req, opts);
  } catch (error) {
    if (!opts.quiet) console.error(error instanceof Error ? error.message : error);
    const isMissing = error instanceof Deno.errors.NotFound;
    response = standardResponse(isMissing ? STATUS_CODE.NotFound : STATUS_CODE.InternalServerError);
  }
  if (!opts.quiet) log(req, response.status);
  // The headers of a redirect cannot be changed.
  if (response.status < 300 || response.status >= 400) addHeaders(response.headers, opts);
  return response;
}

async function find(req: Request, opts: ServeDirOptions): Promise<Response> {
  const { fsRoot = ".", urlRoot, showDotfiles = false, etagAlgorithm = "SHA-256" } = opts;
  const url = new URL(req.url);
  const decoded = decodeURIComponent(url.pathname);
  const normal = posix.normalize(decoded);
  if (urlRoot && !normal.startsWith(`/${urlRoot}`)) return standardResponse(STATUS_CODE.NotFound);
  if (normal !== decoded) return redirect(url, normal);
  const relative = (urlRoot ? normal.replace(urlRoot, "") : normal).replace(/\/$/, "");
  if (!showDotfiles && relative.includes("/.")) return standardResponse(STATUS_CODE.NotFound);

  const fsPath = join(fsRoot, relative);
  const fileInfo = await Deno.stat(fsPath);
  const hasSlash = url.pathname.endsWith("/");
  if (fileInfo.isFile && hasSlash) return redirect(url, url.pathname.slice(0, -1));
  // Without the slash, relative links of an index page would lead to the directory above.
  if (fileInfo.isDirectory && !hasSlash) return redirect(url, `${url.pathname}/`);
  if (!fileInfo.isDirectory) return serveFile(req, fsPath, { etagAlgorithm, fileInfo });
  if (opts.showIndex === false) return standardResponse(STATUS_CODE.NotFound);
  const indexPath = join(fsPath, "index.html");
  return serveFile(req, indexPath, { etagAlgorithm, fileInfo: await Deno.lstat(indexPath) });
}

function redirect(url: URL, pathname: string): Response {
  url.pathname = pathname;
  return Response.redirect(url, STATUS_CODE.MovedPermanently);
}

function addHeaders(headers: Headers, opts: ServeDirOptions): void {
  if (opts.enableCors) {
    headers.append("access-control-allow-origin", "*");
    headers.append("access-control-allow-headers", "Origin, X-Requested-With, Content-Type, Accept, Range");
  }
  for (const line of opts.headers ?? []) {
    const [name = "", ...value] = line.split(":");
    headers.append(name, value.join(":"));
  }
}

function log(req: Request, status: number): void {
  const now = new Date().toISOString();
  const url = new URL(req.url);
  console.debug(`[${now.slice(0, 10)} ${now.slice(11, 19)}] [${req.method}] ${url.pathname}${url.search} ${status}`);
}
