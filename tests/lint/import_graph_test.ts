import { assertEquals } from "@std/assert";
import { circleIn, edgesOf } from "./import_graph.ts";

function graphOf(edges: Record<string, string[]>): Map<string, Set<string>> {
  return new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));
}

Deno.test("circleIn() finds the folders on a circle, and nothing where there is none", () => {
  assertEquals(circleIn(graphOf({ cli: ["runner", "base"], runner: ["base"], base: [] })), []);
  assertEquals(circleIn(graphOf({ cli: ["a"], a: ["b"], b: ["c"], c: ["a"] })), ["a", "b", "c", "a"]);
});

Deno.test("edgesOf() keeps to the project, types included", () => {
  const root = "file:///shop/";
  const dependencies = [
    { code: { specifier: "file:///shop/src/b.ts" } },
    { type: { specifier: "file:///shop/src/c.ts" } },
    { code: { specifier: "npm:/valibot@1.5.0" } },
    { code: {} },
  ];
  const modules = [{ specifier: "file:///shop/src/a.ts", dependencies }, { specifier: "npm:/valibot@1.5.0" }];
  assertEquals(edgesOf({ modules }, root), [["src/a.ts", "src/b.ts"], ["src/a.ts", "src/c.ts"]]);
});
