import type { Result } from "../../runner/result_schema.ts";

/**
 * All tiers of all designs, nearest to the user first: an order in which every design's own order is kept as far as
 * the designs agree.
 */
export function tierNames(result: Result): string[] {
  const names: string[] = [];
  const bySize = [...result.designs].sort((a, b) => b.tiers.length - a.tiers.length);
  for (const { tiers } of bySize) {
    let after = -1;
    for (const { name } of tiers) {
      const known = names.indexOf(name);
      if (known >= 0) after = known;
      else names.splice(++after, 0, name);
    }
  }
  return names;
}
