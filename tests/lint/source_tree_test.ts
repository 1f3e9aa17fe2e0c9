import { assertEquals } from "@std/assert";
import { importsOf, valueExportsOf } from "./source_tree.ts";

Deno.test("importsOf() reads imports and re-exports of every form, not the examples in comments", () => {
  const text = `
import { a } from "./a.ts";
import type {
  B,
} from "../base/b.ts";
import "./c.ts";
import * as valibot from "valibot";
/**
 * import { example } from "./example.ts";
 */
export { d } from "./d.ts";
export * from "./e.ts";
const lazy = import("./f.ts");
// const old = import("./old.ts");
export const text = "from nowhere";
`;
  assertEquals(importsOf({ path: "src/cache/store.ts", text }), [
    "src/cache/a.ts",
    "src/base/b.ts",
    "src/cache/c.ts",
    "src/cache/d.ts",
    "src/cache/e.ts",
    "src/cache/f.ts",
  ]);
});

Deno.test("valueExportsOf() counts functions, classes and constants once, and nothing else", () => {
  const text = `
export type A = 1;
export interface B {}
export { c } from "./c.ts";
export function d(x: 1): 1;
export function d(x: unknown): unknown {}
export function* e() {}
export abstract class F {}
export const g = 1;
const h = 2;
export { h, type A as I };
 * export function example() {}
`;
  assertEquals(valueExportsOf({ path: "src/a.ts", text }), ["d", "e", "F", "g", "h"]);
});
