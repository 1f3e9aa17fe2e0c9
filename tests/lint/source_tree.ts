import { importedPath } from "../../lint/project_path.ts";

const ROOT = new URL("../../", import.meta.url);

/** What is generated, fetched or somebody else's: never looked at. */
const SKIPPED: ReadonlySet<string> = new Set([".cache", ".git", "coverage", "node_modules", "reports"]);

/** A file of the project: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** Whether the project has a file of that path. */
export function has(path: string): boolean {
  try {
    return Deno.statSync(new URL(path, ROOT)).isFile;
  } catch {
    return false;
  }
}

export function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** The paths of all files below a folder ("" is the project), sorted. */
export function pathsBelow(folder: string): string[] {
  const paths: string[] = [];
  for (const entry of entriesOf(folder)) {
    if (SKIPPED.has(entry.name)) continue;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory) paths.push(...pathsBelow(path));
    else if (entry.isFile) paths.push(path);
  }
  return paths.sort();
}

function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(new URL(folder === "" ? "." : folder, ROOT))];
  } catch {
    return [];
  }
}

/** The TypeScript files below a folder. */
export function sourcesBelow(folder: string): SourceFile[] {
  return pathsBelow(folder).filter((path) => /\.tsx?$/.test(path)).map((path) => ({ path, text: read(path) }));
}

/** The project's files that a file imports or re-exports, types included. Examples in comments do not count. */
export function importsOf({ path, text }: SourceFile): string[] {
  const statement = /^[ ]*(?:import|export)\b(?:[^"'`;]*?\bfrom)?\s*"([^"]+)"/gm;
  const expression = /^(?!\s*(?:\*|\/\/)).*\bimport\("([^"]+)"\)/gm;
  const specifiers = [...text.matchAll(statement), ...text.matchAll(expression)].map(([, specifier = ""]) => specifier);
  return [...new Set(specifiers.flatMap((specifier) => importedPath(path, specifier) ?? []))];
}

/** The names of the functions, classes and constants that a file itself exports. Types and re-exports do not count. */
export function valueExportsOf({ text }: SourceFile): string[] {
  const declared = /^export (?:abstract |async )*(?:class|const|function\*?|let) (\w+)/gm;
  const names = [...text.matchAll(declared)].map(([, name = ""]) => name);
  for (const [, list = ""] of text.matchAll(/^export \{([^}]*)\};?$/gm)) {
    names.push(
      ...list.split(",").map((name) => name.trim()).filter((name) => name !== "" && !name.startsWith("type ")),
    );
  }
  return [...new Set(names)];
}
