/** By file name extension: the media types of what a web application serves, as `@std/media-types` names them. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["avif", "image/avif"],
  ["css", "text/css; charset=UTF-8"],
  ["csv", "text/csv; charset=UTF-8"],
  ["gif", "image/gif"],
  ["gz", "application/gzip"],
  ["htm", "text/html; charset=UTF-8"],
  ["html", "text/html; charset=UTF-8"],
  ["ico", "image/vnd.microsoft.icon"],
  ["jpeg", "image/jpeg"],
  ["jpg", "image/jpeg"],
  ["js", "text/javascript; charset=UTF-8"],
  ["json", "application/json; charset=UTF-8"],
  ["map", "application/json; charset=UTF-8"],
  ["md", "text/markdown; charset=UTF-8"],
  ["mjs", "text/javascript; charset=UTF-8"],
  ["mp4", "video/mp4"],
  ["pdf", "application/pdf"],
  ["png", "image/png"],
  ["svg", "image/svg+xml"],
  ["txt", "text/plain; charset=UTF-8"],
  ["wasm", "application/wasm"],
  ["webmanifest", "application/manifest+json; charset=UTF-8"],
  ["webp", "image/webp"],
  ["woff", "font/woff"],
  ["woff2", "font/woff2"],
  ["xml", "application/xml"],
]);

/** The `Content-Type` of a file by its name; undefined when the extension is not known. */
export function contentTypeOf(filePath: string): string | undefined {
  const [, extension] = /\.([^./\\]+)$/.exec(filePath) ?? [];
  return extension === undefined ? undefined : TYPES.get(extension.toLowerCase());
}
