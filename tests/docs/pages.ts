import { type Page, readPage } from "./page.ts";

/** The project's folder. */
export const ROOT = new URL("../../", import.meta.url).pathname;

/** README.md and every page under docs, taken apart, by their paths in the project. */
export function allPages(): Map<string, Page> {
  const inDocs = ["docs", "docs/decisions"].flatMap((folder) =>
    [...Deno.readDirSync(ROOT + folder)].filter(({ name }) => name.endsWith(".md")).map(({ name }) =>
      `${folder}/${name}`
    )
  );
  const paths = ["README.md", ...inDocs.sort()];
  return new Map(paths.map((path) => [path, readPage(Deno.readTextFileSync(ROOT + path))]));
}
