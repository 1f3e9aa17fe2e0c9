const ROOT = new URL("..", import.meta.url).pathname;

/**
 * A file's path from the project's root, with forward slashes: "src/base/random.ts".
 *
 * @param filename As the linter gives it: absolute, or already from the root.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { projectPath } from "./project_path.ts";
 *
 * assertEquals(projectPath("./src/base/random.ts"), "src/base/random.ts");
 * ```
 */
export function projectPath(filename: string): string {
  const path = filename.replace(/^file:\/\//, "").replaceAll("\\", "/");
  // On Windows a URL's path has a slash before the drive letter.
  for (const root of [ROOT, ROOT.slice(1), decodeURIComponent(ROOT)]) {
    if (path.startsWith(root)) return path.slice(root.length);
  }
  return path.replace(/^\.\//, "");
}

/** The path that a relative specifier leads to; undefined for packages and for what lies outside the project. */
export function importedPath(from: string, specifier: string): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
