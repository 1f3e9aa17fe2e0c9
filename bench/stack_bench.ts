import { documented } from "../src/adapters/sim/calibration.ts";
import { Random } from "../src/base/random.ts";
import * as designs from "../src/designs/registered.ts";
import { registryNames } from "../src/base/registry.ts";
import { simulateRun } from "../src/runner/simulated_run.ts";
import { steady } from "../scenarios/steady.ts";

// One run of a design on 200 s of even traffic; "kernel" in flow_bench.ts is what the same machine does without components.
const schedule = steady.build({ random: new Random(1), rateRps: 100, durationMs: 200_000, recording: undefined });

Object.values(designs).forEach((config, index) => {
  const name = registryNames(designs)[index]!;
  const group = `${schedule.count} simulated requests`;
  Deno.bench(name, { group, baseline: name === "baseline", warmup: 3, n: 8 }, () => {
    const record = simulateRun({ config, schedule, seed: 1, calibration: documented, windowMs: 10_000 });
    if (record.requests !== schedule.count) {
      throw new RangeError("Cannot trust the bench: every request must be answered");
    }
  });
});
