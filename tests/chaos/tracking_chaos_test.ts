import { assert, assertEquals } from "@std/assert";
import { runChaos } from "./chaos_world.ts";
import { TRACKING_SABOTAGES } from "./tracking_sabotages.ts";

const SEEDS = 1000;

Deno.test(`chaos with client tracking: in ${SEEDS} worlds nothing is older than its bound, made twice at a time, late, or different in the end`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const violations = runChaos(seed, { coherence: "tracking" });
    assertEquals(violations, [], `repeat it, shrunk, with: deno run tests/chaos/run.ts ${seed} tracking`);
  }
});

for (const [what, sabotage] of Object.entries(TRACKING_SABOTAGES)) {
  Deno.test(`chaos with client tracking: finds out when ${what}`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) if (runChaos(seed, sabotage).length > 0) return;
    assert(false, `none of ${SEEDS} worlds noticed it`);
  });
}
