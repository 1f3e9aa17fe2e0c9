import { fileURLToPath, pathToFileURL } from "node:url";

export function fromFileUrl(url: URL): string {
  return fileURLToPath(url);
}

/** @param path Absolute, or relative to the folder. */
export function toFileUrl(folder: string, path: string): URL {
  return new URL(path.startsWith("/") ? pathToFileURL(path) : pathToFileURL(`${folder}/${path}`));
}
