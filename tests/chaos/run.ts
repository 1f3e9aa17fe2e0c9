import { Random } from "../../src/base/random.ts";
import { planOf } from "./chaos_plan.ts";
import { runChaos } from "./chaos_world.ts";
import { shrink } from "./shrink.ts";

// deno run tests/chaos/run.ts SEED [tracking]: runs one world, and shrinks what happens in it to the least that still breaks it.
const seed = Number(Deno.args[0] ?? 1);
const options = { coherence: Deno.args[1] === "tracking" ? "tracking" : "pubsub" } as const;
const violations = runChaos(seed, options);
console.log(violations.length === 0 ? `seed ${seed}: all held` : violations.join("\n"));
if (violations.length > 0) {
  const least = shrink(planOf(new Random(seed)), (plan) => runChaos(seed, options, [...plan]).length > 0);
  console.log(least.map((event) => JSON.stringify(event)).join("\n"));
  console.log(runChaos(seed, options, least).join("\n"));
  Deno.exit(1);
}
