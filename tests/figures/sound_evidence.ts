import { documented } from "../../src/adapters/sim/calibration.ts";
import { simulatedPorts } from "../../src/adapters/sim/simulated_ports.ts";
import { LatencyHistogram } from "../../src/base/latency_histogram.ts";
import { Random } from "../../src/base/random.ts";
import { registryNames } from "../../src/base/registry.ts";
import { smartTtl } from "../../src/database/smart_ttl.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import * as designs from "../../src/designs/registered.ts";
import { withoutPart } from "../../src/designs/without_part.ts";
import type { CodecTrial } from "../../src/figures/codec_trial.ts";
import { walkDataFlows } from "../../src/figures/data_flow_walk.ts";
import type { Evidence } from "../../src/figures/evidence.ts";
import { PLANNED, type PlannedRun, runName } from "../../src/figures/plan.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { MEASURED_UPLOAD_BYTES } from "../../src/market/image_sizes.ts";
import { REGIONS } from "../../src/ports/client_network.ts";
import { IMAGE_SIZES } from "../../src/workload/image_variants.ts";
import * as budgets from "../../src/monitor/budgets/registered.ts";
import { runCell } from "../../src/runner/cell.ts";
import { designResult } from "../../src/runner/design_result.ts";
import type { DesignResult } from "../../src/runner/result_schema.ts";
import type { Scenario } from "../../src/workload/scenario.ts";
import * as scenarios from "../../scenarios/registered.ts";

const PRODUCTS = 80;
const known = new Map(Object.values<Scenario>(scenarios).map((one, index) => [registryNames(scenarios)[index]!, one]));

/** Evidence from short runs of the real designs; what would be measured live is made up, so that it never depends on the machine. */
export function soundEvidence(): Evidence {
  const configs = new Map(
    Object.values<DesignConfig>(designs).map((config, index) => [registryNames(designs)[index]!, config]),
  );
  const walks = new Map([...configs].map(([name, config]) => [name, walkOf(config)]));
  const runs = new Map(PLANNED.map((run) => [runName(run), shortRun(configs.get(run.design), run)]));
  const fast = new LatencyHistogram();
  for (let count = 0; count < 100; count++) fast.record(0.001);
  return {
    designs: configs,
    budgets: Object.values(budgets),
    smartTtl,
    cacheControl: [],
    regions: REGIONS,
    images: { sizes: IMAGE_SIZES, uploadBytes: MEASURED_UPLOAD_BYTES },
    runs: (run) => runs.get(runName(run)) ?? [],
    walk: (name) => walks.get(name),
    live: {
      l1HitMs: fast.toData(),
      queryHitMs: fast.toData(),
      walk: walks.get("a-development")!,
      codecs: [...trials("HTML", 0.22, 0.29), ...trials("JSON", 0.3, 0.3)],
    },
  };
}

function walkOf(config: DesignConfig) {
  return simulate((clock) => {
    const ports = simulatedPorts({ clock, random: new Random(1), calibration: documented, products: PRODUCTS });
    return walkDataFlows(config, ports, PRODUCTS);
  });
}

function shortRun(config: DesignConfig | undefined, run: PlannedRun): DesignResult[] {
  const scenario = known.get(run.scenario);
  if (config === undefined || scenario === undefined || scenario.trace !== undefined) return [];
  const variant = (run.without ?? []).reduce((whole, part) => withoutPart(whole, part) ?? whole, config);
  const settings = { rateRps: undefined, durationMs: 12_000, recording: undefined };
  const record = runCell({ config: variant, scenario, settings, seed: 1, calibration: documented });
  return [designResult(run.design, variant, [{ seed: 1, record }])];
}

function trials(kind: string, brotli: number, gzip: number): CodecTrial[] {
  const of = (coding: "br" | "gzip", level: number, ratio: number): CodecTrial => {
    return { kind, inputBytes: 50_000, coding, level, outputBytes: 50_000 * ratio, ms: 2 };
  };
  return [of("br", 4, brotli), of("br", 6, brotli), of("br", 11, brotli), of("gzip", 6, gzip)];
}
