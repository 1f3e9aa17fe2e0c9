import * as valibot from "valibot";
import { circumstances } from "./result_circumstances.ts";

/** Version of the document that `tune` leaves behind. A reader refuses any other. */
export const TUNING_SCHEMA = "tierlab.tuning/1";

const count = valibot.pipe(valibot.number(), valibot.minValue(0));

/** A budget that is missed, and by how much of its limit, as a ratio. */
const miss = valibot.object({ id: valibot.string(), by: count });

const run = valibot.object({
  seed: valibot.number(),
  /** A month, in the prices' currency. */
  cost: count,
  /** ms */
  p95: count,
});

const settingRuns = {
  /** Means over the runs. */
  cost: count,
  p95: count,
  misses: valibot.array(miss),
  runs: valibot.array(run),
};

const tried = valibot.object({
  /** As it can be given to --vary: "l1.entries=1000,l1.policy=sieve". */
  vary: valibot.string(),
  ...settingRuns,
  /** No other of these is both cheaper and faster. */
  onFront: valibot.boolean(),
});

/** A mean over runs with its 95 % interval; null below six runs, which carry none. */
const estimate = valibot.object({
  mean: valibot.number(),
  interval: valibot.nullable(valibot.tuple([valibot.number(), valibot.number()])),
});

export const tuningSchema = valibot.object({
  schema: valibot.literal(TUNING_SCHEMA),
  date: valibot.string(),
  design: valibot.string(),
  scenario: valibot.string(),
  seed: valibot.number(),
  /** Requests of a full run, and its length. */
  requests: count,
  durationMs: count,
  axes: valibot.array(valibot.object({ path: valibot.string(), values: valibot.array(valibot.string()) })),
  limits: valibot.array(
    valibot.object({
      id: valibot.string(),
      relation: valibot.picklist(["<=", ">="]),
      limit: valibot.number(),
      unit: valibot.picklist(["ms", "ratio", "score"]),
    }),
  ),
  prices: valibot.object({ date: valibot.string(), currency: valibot.string(), source: valibot.string() }),
  search: valibot.object({
    /** Settings that there are, and that were tried in some length. */
    possible: count,
    tried: count,
    runs: count,
    /** In their order: the share of the full length, the seeds, the settings. */
    stages: valibot.array(valibot.object({ share: count, seeds: count, settings: count })),
  }),
  /** How thoroughly `settings` were run: less than the last stage when it was stopped. */
  stage: valibot.object({ share: count, seeds: count }),
  /** Those that went through that stage, best first: the first is the recommended one. */
  settings: valibot.array(tried),
  /** The recommended setting and the design as it is, on seeds that the search never saw; null when there was no time for it. */
  confirmation: valibot.nullable(
    valibot.object({
      cost: estimate,
      p95: estimate,
      misses: valibot.array(miss),
      runs: valibot.array(run),
      today: valibot.object(settingRuns),
      /** Recommended - today, paired by seed. */
      difference: valibot.object({ cost: estimate, p95: estimate }),
    }),
  ),
  /** A TypeScript module that exports the recommended design; null when nothing was found. */
  module: valibot.nullable(valibot.string()),
  warnings: valibot.array(valibot.string()),
  interrupted: valibot.boolean(),
  digest: valibot.string(),
  ...circumstances,
});

export type TuningResult = valibot.InferOutput<typeof tuningSchema>;
export type TriedSetting = TuningResult["settings"][number];
