import { assertEquals } from "@std/assert";
import { whyForbidden } from "../lint/layers.ts";
import { circleIn, edgesOf, type ModuleGraph } from "./lint/import_graph.ts";
import { has, importsOf, pathsBelow, read, sourcesBelow, valueExportsOf } from "./lint/source_tree.ts";

/** House rules that need more than one file to judge, or none of the code. What one file can show is in lint/. */

const MAX_LINES = 400;
const MAX_VALUE_EXPORTS = 3;
const CODE_FOLDERS = ["src", "tests", "bench", "scenarios", "lint", "std"];

/**
 * Files that export more than three values because these are one idea. A registry needs no entry (re-exports do not
 * count), nor do types, schemas (`*_schema.ts`) and library faces (`mod.ts`).
 */
const FAMILIES: Readonly<Record<string, string>> = {
  "src/adapters/sim/distribution.ts": "the shapes that a duration can have in a model",
  "src/cli/live_faults.ts": "a live run's faults: where they strike, what is predicted and drawn of them",
  "src/database/sql_tree.ts": "what is read from one parsed statement",
  "src/database/sql_words.ts": "what is read from a statement's words where the parser fails",
  "src/eviction/lirs_lists.ts": "the lists of LIRS and the bits that say who is in which",
  "src/eviction/units/slot_links.ts": "one record of a slot: its fields and the two ways to change its links",
  "src/base/units.ts": "reading and writing durations, sizes, shares and counts: pairs that are checked together",
  "src/flow/instructions.ts": "the closed set of instructions, in the form that flows call them",
  "src/flow/operation.ts": "the same closed set, in the form that the interpreter reads them",
  "src/report/palette.ts": "one palette: shades, markers and fills are chosen together",
  "src/report/verdict/budget_outcome.ts": "a budget's outcome and its words, which must agree",
};

const sources = sourcesBelow("src");

Deno.test("every import of src/ points downward", () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file).flatMap((to) => {
      const why = whyForbidden(file.path, to);
      return why ? [`${file.path} -> ${to}: ${why}`] : [];
    })
  );
  assertEquals(wrong, []);
});

Deno.test({
  name: "every import that Deno itself finds behind main.ts points downward (ignored while there is no main.ts)",
  ignore: !has("main.ts"),
  async fn() {
    const command = new Deno.Command(Deno.execPath(), { args: ["info", "--json", "main.ts"], cwd: rootPath() });
    const { success, stdout, stderr } = await command.output();
    assertEquals(success, true, new TextDecoder().decode(stderr));
    const graph: ModuleGraph = JSON.parse(new TextDecoder().decode(stdout));
    const wrong = edgesOf(graph, rootPath().href).flatMap(([from, to]) => {
      const why = whyForbidden(from, to);
      return why ? [`${from} -> ${to}: ${why}`] : [];
    });
    assertEquals(wrong, []);
  },
});

Deno.test("folders do not import each other in a circle", () => {
  const edges = new Map<string, Set<string>>();
  for (const file of sources) {
    const from = folderOf(file.path);
    for (const to of importsOf(file).map(folderOf)) {
      // A folder and the folders inside it are one thing in two places.
      if (!`${from}/`.startsWith(`${to}/`) && !`${to}/`.startsWith(`${from}/`)) {
        edges.set(from, (edges.get(from) ?? new Set()).add(to));
      }
    }
  }
  assertEquals(circleIn(edges), []);
});

Deno.test(`no file of src/ is longer than ${MAX_LINES} lines`, () => {
  const long = sources.filter(({ text }) => text.trimEnd().split("\n").length > MAX_LINES);
  assertEquals(long.map(({ path }) => path), []);
});

Deno.test(`no file of src/ exports more than ${MAX_VALUE_EXPORTS} values, but for the families listed here`, () => {
  const crowded = sources
    .filter(({ path }) => !/(^|\/)mod\.ts$|_schema\.ts$/.test(path) && !Object.hasOwn(FAMILIES, path))
    .map((file) => ({ path: file.path, exports: valueExportsOf(file) }))
    .filter(({ exports }) => exports.length > MAX_VALUE_EXPORTS);
  assertEquals(crowded, []);
});

Deno.test("each family that is listed here still is one", () => {
  const families = Object.keys(FAMILIES).filter((path) => has(path));
  const small = families.filter((path) => valueExportsOf({ path, text: read(path) }).length <= MAX_VALUE_EXPORTS);
  assertEquals(small, []);
});

Deno.test("nothing in src/ is left for later", () => {
  const later = /\b(TODO|FIXME|XXX)\b/;
  assertEquals(sources.filter(({ text }) => later.test(text)).map(({ path }) => path), []);
});

Deno.test("every task of deno.json has a description", () => {
  const { tasks = {} }: { tasks?: Record<string, string | { description?: string }> } = JSON.parse(read("deno.json"));
  const silent = Object.entries(tasks).filter(([, task]) => typeof task === "string" || !task.description?.trim());
  assertEquals(silent.map(([name]) => name), []);
});

Deno.test("deno.lock names no host", { ignore: !has("deno.lock") }, () => {
  assertEquals(read("deno.lock").match(/https?:\/\/[^"\s]+/g) ?? [], []);
});

Deno.test("no file names a package registry's host", () => {
  // Put together here, as this file is looked at too.
  const known = [["registry", "npmjs", "org"], ["registry", "yarnpkg", "com"], ["npm", "jsr", "io"], ["jsr", "io"]];
  const hosts = known.map((labels) => labels.join("\\."));
  const pattern = new RegExp(
    `(?<![\\w.-])(?:${hosts.join("|")})(?![\\w-])|https?://(?:registry|npm|nexus|artifactory)\\.`,
  );
  const texts = /(^|\/)(\.npmrc|[^/]+\.(cjs|css|csv|html|js|jsonc?|lock|md|mjs|sh|sql|toml|tsx?|txt|ya?ml))$/;
  const naming = pathsBelow("").filter((path) => texts.test(path) && pattern.test(read(path)));
  assertEquals(naming, []);
});

Deno.test("every file and folder of code is named in snake_case", () => {
  const name = /^[a-z0-9]+(_[a-z0-9]+)*(\.[a-z0-9]+)*$/;
  const conventional = new Set(["README.md"]);
  // Data sets keep the names under which their authors publish them.
  const paths = CODE_FOLDERS.flatMap(pathsBelow).filter((path) => !path.includes("/data/"));
  const odd = paths.filter((path) => path.split("/").some((part) => !name.test(part) && !conventional.has(part)));
  assertEquals(odd, []);
});

function rootPath(): URL {
  return new URL("../", import.meta.url);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
