import { assert, assertEquals } from "@std/assert";
import { runChaos } from "./chaos_world.ts";
import { SABOTAGES } from "./sabotages.ts";
import { shrink } from "./shrink.ts";

const SEEDS = 1000;

Deno.test(`chaos: in ${SEEDS} worlds nothing is older than its bound, made twice at a time, late, or different in the end`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const violations = runChaos(seed);
    assertEquals(violations, [], `repeat it, shrunk, with: deno run tests/chaos/run.ts ${seed}`);
  }
});

for (const [what, sabotage] of Object.entries(SABOTAGES)) {
  Deno.test(`chaos: finds out when ${what}`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) if (runChaos(seed, sabotage).length > 0) return;
    assert(false, `none of ${SEEDS} worlds noticed it`);
  });
}

Deno.test("chaos: the same seed is the same world", () => {
  const sabotage = SABOTAGES["a deletion is told to nobody"]!;
  assert(runChaos(2, sabotage).length > 0);
  assertEquals(runChaos(2, sabotage), runChaos(2, sabotage));
});

Deno.test("shrink: leaves what is needed, and nothing else", () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  const fails = (left: readonly number[]) => left.includes(17) && left.includes(80);
  assertEquals(shrink(items, fails), [17, 80]);
});
