/**
 * The layers of src/, bottom to top: a file imports its own folder and lower rows; folders in one row do not know each
 * other. This is the one list: the lint rule `layers` and tests/tidy_test.ts read it, docs describe it.
 */
export const ROWS: readonly (readonly string[])[] = [
  ["base"],
  ["flow"],
  ["ports"],
  ["eviction"],
  ["trace"],
  ["workload", "statistics"],
  ["cache", "compression", "http"],
  ["database", "monitor", "network", "client"],
  ["market"],
  ["adapters"],
  ["designs"],
  ["runner"],
  ["report", "figures", "tuning"],
  ["cli"],
];

/** The library face. It imports whatever lies below cli, and nothing but main.ts and outsiders import it. */
export const FACE = "src/mod.ts";

/** Folders that know less than their row would allow: what each may import besides itself. */
const NARROWED: readonly { folder: string; reason: string; imports: RegExp }[] = [
  { folder: "eviction", reason: "policies are pure: they know base only", imports: /^src\/base\// },
  {
    folder: "report",
    reason: "a report reads the result schema and nothing else: base and runner/result_*.ts",
    imports: /^src\/(base\/|runner\/result_[a-z0-9_]+\.ts$)/,
  },
];

/** Outside src/, what a file under src/ may read: the project's own name and version, and packages linked from std/. */
const PROJECT_FILES = /^(deno\.json$|std\/)/;

/**
 * Says why one file may not import another; undefined when it may.
 *
 * @param from Path of the importing file, from the project's root: "src/cache/store.ts".
 * @param to Path of the imported file, likewise.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { whyForbidden } from "./layers.ts";
 *
 * assertEquals(whyForbidden("src/cache/store.ts", "src/eviction/policy.ts"), undefined);
 * assertEquals(whyForbidden("src/cache/store.ts", "src/http/etag.ts"), "cache and http are in one row");
 * ```
 */
export function whyForbidden(from: string, to: string): string | undefined {
  if (!from.startsWith("src/")) return undefined;
  const importer = folderOf(from);
  if (importer === "cli" && !to.startsWith("src/")) return undefined;
  if (PROJECT_FILES.test(to)) return undefined;
  if (!to.startsWith("src/")) return "only cli and main.ts know what lies outside src/";
  const imported = folderOf(to);
  if (from === FACE) return imported === "cli" ? "the library face imports what lies below cli" : undefined;
  if (to === FACE) return "only main.ts and users import the library face";
  if (importer === imported) return whyApart(from, to);
  const narrowed = NARROWED.find(({ folder, imports }) => folder === importer && !imports.test(to));
  if (narrowed) return narrowed.reason;
  return whyAbove(importer, imported);
}

/** The folder of src/ that a path lies in; empty for a file that lies in none. */
export function folderOf(path: string): string {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? "";
}

/** Within adapters, the simulated and the live ones stay apart. */
function whyApart(from: string, to: string): string | undefined {
  const pair = [from, to].map((path) => /^src\/adapters\/(sim|live)\//.exec(path)?.[1]);
  const isApart = pair[0] !== undefined && pair[1] !== undefined && pair[0] !== pair[1];
  return isApart ? "adapters/sim and adapters/live do not know each other" : undefined;
}

function whyAbove(importer: string, imported: string): string | undefined {
  const [own, other] = [importer, imported].map((folder) => ROWS.findIndex((row) => row.includes(folder)));
  if (own === undefined || other === undefined || own === -1 || other === -1) {
    return `${own === -1 ? importer || "src" : imported || "src"} is not a layer`;
  }
  if (other < own) return undefined;
  return other === own ? `${importer} and ${imported} are in one row` : `${imported} lies above ${importer}`;
}
