import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { DESIGN_PATHS } from "../../src/tuning/design_paths.ts";
import { allPages, ROOT } from "./pages.ts";
import { TABLED, unaligned, withTables } from "./tables.ts";

for (const path of TABLED) {
  Deno.test(`${path}: its tables say what the code says (else: deno run -A tests/docs/tables.ts, deno task fmt)`, () => {
    const page = Deno.readTextFileSync(ROOT + path);
    assertEquals(unaligned(page), unaligned(withTables(page)));
  });
}

Deno.test("a table that is not the code's is found", () => {
  const page = Deno.readTextFileSync(`${ROOT}docs/models-and-sources.md`);
  const drifted = page.replace("p5 10 ms, p95 50 ms", "p5 10 ms, p95 60 ms");
  assertNotEquals(drifted, page);
  assertNotEquals(unaligned(drifted), unaligned(withTables(drifted)));
});

Deno.test("docs/writing-a-design.md has every setting of a design, and no other", () => {
  const page = allPages().get("docs/writing-a-design.md")!;
  const rows = Deno.readTextFileSync(`${ROOT}docs/writing-a-design.md`).match(/^\| `.*?(?= \| )/gm)!.join(" ");
  const told = [...rows.matchAll(/`([\w.]+)`/g)].map((match) => match[1]!);
  const fixed = ["description", "stage", "application"];
  assertEquals(told.toSorted(), [...DESIGN_PATHS.map(({ path }) => path), ...fixed].toSorted());
  assert(page.modules.has("my-design.ts"));
});

Deno.test("docs/models-and-sources.md: what verify tolerates is what the code tolerates", () => {
  const source = Deno.readTextFileSync(`${ROOT}src/runner/predictions.ts`);
  const page = Deno.readTextFileSync(`${ROOT}docs/models-and-sources.md`);
  const told = page.slice(page.indexOf("tolerated error")).matchAll(/^\| (\w+) +\| (\d+) % +\|$/gm);
  const rows = [...told].map(([, metric, percent]) => [metric, Number(percent) / 100]);
  const coded = [...source.matchAll(/^ {2}(mean|p50|p95|p99): ([\d.]+),$/gm)].map(([, metric, ratio]) => [
    metric,
    Number(ratio),
  ]);
  assertEquals(rows, coded);
});

Deno.test("docs/library.md: a default that is a number is the one that the code takes", async () => {
  const page = Deno.readTextFileSync(`${ROOT}docs/library.md`);
  const code = await sources(["src/adapters/live", "src/cache", "src/compression", "src/database", "src/monitor"]);
  const told = [...page.matchAll(/^\| `(\w+)` .*\| ([\d\\_]+)(?:,[^|]*)? +\|$/gm)];
  const wrong = told.map(([, name, number]) => [name!, number!.replaceAll("\\_", "_")] as const)
    .filter(([name, number]) => {
      // As in `name = 500`, `options.name ?? 500` or a table of defaults: `name: 500`.
      const value = `(?:${number}|${number.replaceAll("_", "")}|${withGroups(number)})(?![\\d_])`;
      return !new RegExp(`\\b${name}(?: = | \\?\\? |: )(?:[^;\\n]*\\?[^;\\n]*)?${value}`).test(code);
    });
  assert(told.length > 8, `only ${told.length} defaults found`);
  assertEquals(wrong, []);
});

function withGroups(number: string): string {
  return number.replaceAll("_", "").replace(/\B(?=(\d{3})+$)/g, "_");
}

/** Without comments, which are what is checked. */
async function sources(folders: readonly string[]): Promise<string> {
  const texts = folders.flatMap((folder) =>
    [...Deno.readDirSync(ROOT + folder)].filter(({ name }) => name.endsWith(".ts"))
      .map(({ name }) => Deno.readTextFile(`${ROOT}${folder}/${name}`))
  );
  return (await Promise.all(texts)).join("\n").replace(/\/\*\*[\s\S]*?\*\//g, "");
}
