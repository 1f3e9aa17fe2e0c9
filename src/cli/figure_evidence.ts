import { documented } from "../adapters/sim/calibration.ts";
import { simulatedPorts } from "../adapters/sim/simulated_ports.ts";
import { LiveContent } from "../adapters/live/live_content.ts";
import { livePorts } from "../adapters/live/live_ports.ts";
import { decode } from "../base/decode.ts";
import { Random } from "../base/random.ts";
import { registryNames } from "../base/registry.ts";
import { smartTtl } from "../database/smart_ttl.ts";
import { type DesignConfig, designSchema } from "../designs/design_config.ts";
import * as designs from "../designs/registered.ts";
import { withoutPart } from "../designs/without_part.ts";
import { codecsOf, tryCodecs } from "../figures/codec_trial.ts";
import { codecSamples } from "../figures/contents.ts";
import { type Walk, walkDataFlows } from "../figures/data_flow_walk.ts";
import type { Evidence, LiveEvidence } from "../figures/evidence.ts";
import { tryHits } from "../figures/hit_trials.ts";
import { PLANNED, type PlannedRun, runName } from "../figures/plan.ts";
import { LiveWorld } from "../flow/live_clock.ts";
import { simulate } from "../flow/simulated_world.ts";
import { ARCHITECTURE_A_RULES } from "../http/cache_control.ts";
import { MEASURED_UPLOAD_BYTES } from "../market/image_sizes.ts";
import { REGIONS } from "../ports/client_network.ts";
import { IMAGE_SIZES } from "../workload/image_variants.ts";
import * as budgets from "../monitor/budgets/registered.ts";
import { seedsOf } from "../runner/schedules.ts";
import { designResult } from "../runner/design_result.ts";
import type { DesignResult } from "../runner/result_schema.ts";
import type { Scenario } from "../workload/scenario.ts";
import * as scenarios from "../../scenarios/registered.ts";
import { computeCells } from "./cell_pool.ts";
import type { CellOrder } from "./cell_worker.ts";
import type { CommandContext } from "./command_context.ts";
import { fromFileUrl } from "./paths.ts";
import { progressOf } from "./progress.ts";
import { recordingFor } from "./recordings.ts";

/** Products that a walk visits: enough for a 95th percentile. */
const WALKED = { simulated: 400, live: 100 };
const LIVE_DESIGN = "a-development";

/** Files of the real world that codecs are tried on beside the shop's content. */
const REAL_FILES = {
  "source code": ["../eviction/lirs.ts", "../eviction/s3fifo.ts", "../cache/strategy.ts", "../flow/interpreter.ts"],
  "English prose": ["../../README.md", "../../CHANGELOG.md", "../../docs/extending.md"],
};

/** How much is run. */
export interface FigureRunOptions {
  readonly jobs: number;
  /** Seeds of each planned run, from 1. */
  readonly repeats: number;
  /** No planned run is longer; undefined for as long as planned. */
  readonly mostMs: number | undefined;
}

/** Gathers what figures are judged by: live measurements first, alone on the machine, then every planned run. */
export async function gatherEvidence(
  context: CommandContext,
  options: FigureRunOptions,
): Promise<{ evidence: Evidence; runs: string[]; interrupted: boolean }> {
  const configs = decodedDesigns();
  const live = await measureLive(configs, context.signal);
  const { runs, told, interrupted } = await planned(configs, context, options);
  const walks = new Map([...configs].map(([name, config]) => [name, simulatedWalk(config)]));
  return {
    evidence: {
      designs: configs,
      budgets: Object.values(budgets),
      smartTtl,
      cacheControl: ARCHITECTURE_A_RULES,
      regions: REGIONS,
      images: { sizes: IMAGE_SIZES, uploadBytes: MEASURED_UPLOAD_BYTES },
      runs: (run) => runs.get(runName(run)) ?? [],
      walk: (design) => walks.get(design),
      live,
    },
    runs: told,
    interrupted,
  };
}

function decodedDesigns(): Map<string, DesignConfig> {
  const all = Object.values<DesignConfig>(designs);
  return new Map(
    registryNames(designs).map((name, index) => [name, decode(designSchema, all[index], `design ${name}`)]),
  );
}

function simulatedWalk(config: DesignConfig): Walk {
  return simulate((clock) => {
    const ports = simulatedPorts({ clock, random: new Random(1), calibration: documented, products: WALKED.simulated });
    return walkDataFlows(config, ports, WALKED.simulated);
  });
}

/** The embedded stage on its real parts. Undefined when it is stopped. */
async function measureLive(
  configs: ReadonlyMap<string, DesignConfig>,
  signal: AbortSignal,
): Promise<LiveEvidence | undefined> {
  const config = configs.get(LIVE_DESIGN);
  if (config === undefined || signal.aborted) return undefined;
  const world = new LiveWorld({ onUnhandled: () => {} });
  const ports = await livePorts({
    world,
    seed: 1,
    products: WALKED.live,
    database: "sqlite",
    hasL2: false,
    redisUrl: undefined,
    databaseUrl: undefined,
  });
  try {
    const walk = await world.run(() => walkDataFlows(config, ports, WALKED.live), signal);
    const hits = await world.run(() => tryHits(config, ports), signal);
    const samples = codecSamples(await realFiles());
    const tools = { content: new LiveContent(), clock: world, times: 3 };
    const codecs = await world.run(() => tryCodecs(samples, codecsOf(configs.values()), tools), signal);
    return { ...hits, walk, codecs };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    world.close();
    ports.close();
  }
}

async function realFiles(): Promise<Record<string, Uint8Array>> {
  const read = Object.entries(REAL_FILES).map(async ([kind, paths]): Promise<[string, Uint8Array]> => {
    const texts = await Promise.all(
      paths.map((path) => Deno.readTextFile(fromFileUrl(new URL(path, import.meta.url)))),
    );
    return [kind, new TextEncoder().encode(texts.join("\n"))];
  });
  return Object.fromEntries(await Promise.all(read));
}

/** Runs what is planned and registered, and says what ran. */
async function planned(configs: ReadonlyMap<string, DesignConfig>, context: CommandContext, options: FigureRunOptions) {
  const known = new Map(
    Object.values<Scenario>(scenarios).map((one, index) => [registryNames(scenarios)[index]!, one]),
  );
  const wanted = PLANNED.filter(({ design, scenario }) => configs.has(design) && known.has(scenario));
  const cells: (CellOrder & { readonly config: DesignConfig })[] = [];
  for (const run of wanted) {
    const recording = await recordingFor(known.get(run.scenario)!, undefined);
    const settings = { rateRps: undefined, durationMs: shortest(run.durationMs, options.mostMs), recording };
    const config = variantOf(configs.get(run.design)!, run);
    cells.push(
      ...seedsOf(1, options.repeats).map((seed) => ({
        design: runName(run),
        config,
        scenario: run.scenario,
        seed,
        settings,
        calibration: "documented",
      })),
    );
  }
  const total = cells.reduce((sum, cell) => sum + expectedRequests(known.get(cell.scenario)!, cell), 0);
  const progress = progressOf(context.terminal, { title: "simulating", total });
  const records = await computeCells(cells, { jobs: options.jobs, signal: context.signal, onProgress: progress.update })
    .finally(progress.stop);
  const runs = new Map<string, DesignResult[]>();
  cells.forEach(({ design, config, seed }, index) => {
    const record = records[index];
    if (record === undefined) return;
    const results = runs.get(design) ?? [];
    results.push(designResult(design, config, [{ seed, record }]));
    runs.set(design, results);
  });
  const interrupted = records.includes(undefined);
  return { runs, told: interrupted ? [] : wanted.map((run) => toldOf(run, options)), interrupted };
}

function expectedRequests(scenario: Scenario, { settings }: CellOrder): number {
  const durationMs = settings.durationMs ?? scenario.durationMs;
  return durationMs === undefined ? settings.recording?.items.length ?? 0 : scenario.rateRps * durationMs / 1000;
}

function shortest(planned: number | undefined, most: number | undefined): number | undefined {
  return planned === undefined || most === undefined ? planned ?? most : Math.min(planned, most);
}

function toldOf(run: PlannedRun, { mostMs, repeats }: FigureRunOptions): string {
  const ms = shortest(run.durationMs, mostMs);
  const seeds = repeats === 1 ? "seed 1" : `seeds 1 to ${repeats}`;
  return `${runName(run)}${ms === undefined ? "" : `, ${ms / 1000} s`}, ${seeds}`;
}

function variantOf(config: DesignConfig, { without = [] }: PlannedRun): DesignConfig {
  return without.reduce((variant, part) => withoutPart(variant, part) ?? variant, config);
}
