import { testRule } from "./rule_cases.ts";

testRule("house", [
  ["export enum Tier { L1, L2 }", "src/cache/tier.ts", 1],
  ["const enum Tier { L1 }", "src/cache/tier.ts", 1],
  ["export default function store() {}", "src/cache/store.ts", 1],
  ["const store = 1; export { store as default };", "src/cache/store.ts", 1],
  ["export const one = 1;", "src/cache/utils.ts", 1],
  ["export const one = 1;", "src/cache/helpers/one.ts", 1],
  ["export const one = 1;", "src/cache/store_v2.ts", 1],
  ["export const one = 1;", "src/cache/misc.tsx", 1],
  ["export const one = 1;", "src/cache/common_prefix.ts", 0],
  ["export const one = 1;", "src/trace/arc_v1_reader.ts", 0],
  ['export const TIERS = ["l1", "l2"] as const; export type Tier = typeof TIERS[number];', "src/cache/tier.ts", 0],
  ["export default {};", "lint/tierlab.ts", 0],
  ["export default {};", "tests/cache/page.ts", 0],
]);
