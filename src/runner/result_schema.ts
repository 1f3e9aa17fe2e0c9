import * as valibot from "valibot";
import { circumstances } from "./result_circumstances.ts";
import { comparison } from "./result_comparison_schema.ts";
import { failoverSchema } from "./result_failover_schema.ts";
import { ranking } from "./result_ranking_schema.ts";
import { latencySummary } from "./result_latency_schema.ts";
import { loadSchema } from "./result_load_schema.ts";

/** Version of the result document. A reader refuses any other. */
export const RESULT_SCHEMA = "tierlab.result/1";

const count = valibot.pipe(valibot.number(), valibot.minValue(0));
const ratio = valibot.pipe(valibot.number(), valibot.minValue(0), valibot.maxValue(1));

export { latencySummary };

const tier = valibot.object({
  /** "service-worker", "cdn", "l1", "l2", "query-cache": in the order in which a request meets them. */
  name: valibot.string(),
  /** Look-ups at this tier. */
  requests: count,
  hits: count,
  /** hits / requests */
  hitRatio: ratio,
  /** hits / all requests of the run that could be cached */
  shareOfAll: ratio,
  latencyMs: latencySummary,
});

const budget = valibot.object({
  id: valibot.string(),
  /** What is measured, for a person: "95th percentile of API response time". */
  metric: valibot.string(),
  unit: valibot.picklist(["ms", "ratio", "score"]),
  /** "<=" or ">=": how the value must stand to the limit. */
  relation: valibot.picklist(["<=", ">="]),
  limit: valibot.number(),
  /** Null when the design has nothing that the budget speaks of (no cache, say): neither pass nor fail. */
  value: valibot.nullable(valibot.number()),
  pass: valibot.nullable(valibot.boolean()),
  /** Least and largest value over the repeats; null as above. */
  spread: valibot.nullable(valibot.tuple([valibot.number(), valibot.number()])),
  /** Why the limit is what it is, with its source. */
  reason: valibot.string(),
});

/** Replies by time and latency. */
const heat = valibot.object({
  /** Width of a column, ms. */
  windowMs: count,
  /** Borders of the rows, ascending, one more than rows. */
  edgesMs: valibot.array(count),
  /** Columns in the order of time; each has the replies of every row. */
  counts: valibot.array(valibot.array(count)),
});

/** What a design occupies; running costs follow from it. */
const resources = valibot.object({
  instances: count,
  instanceMemoryBytes: count,
  /** Primary and replicas; 0 when the database is embedded. */
  databaseServers: count,
  /** Nodes of the second level that hold data. */
  sharedStoreNodes: count,
  proxies: count,
  hasCdn: valibot.boolean(),
});

/** The same design on the same seeds without one of its parts. */
const whatIf = valibot.object({
  /** "L1", "query cache" */
  without: valibot.string(),
  /** In the order of the design's own repeats. */
  runs: valibot.array(
    valibot.object({
      seed: valibot.number(),
      p50: count,
      p95: count,
      hitRatio: ratio,
      queriesPerSecond: count,
      bytesOut: count,
      errors: count,
    }),
  ),
});

/** One repeat: the unit of sampling. */
const repeat = valibot.object({
  seed: valibot.number(),
  requests: count,
  errors: count,
  latencyMs: latencySummary,
  /** Share of cacheable requests answered by some cache. */
  hitRatio: ratio,
  tiers: valibot.array(valibot.object({ name: valibot.string(), hitRatio: ratio, shareOfAll: ratio })),
  throughputRps: count,
  /** Absent in documents of older versions. */
  queriesPerSecond: valibot.optional(count),
  bytesOut: valibot.optional(count),
  digest: valibot.string(),
});

/** A point in time, from `atMs` for `series.windowMs`; means over the repeats. */
const point = valibot.object({
  atMs: count,
  throughputRps: count,
  p50: count,
  p95: count,
  p99: count,
  /** Null where nothing was looked up. */
  hitRatio: valibot.nullable(ratio),
  tierHitRatios: valibot.record(valibot.string(), valibot.nullable(ratio)),
  /** Queries that reached the database a second. */
  originRps: count,
  bytesPerSecond: count,
  errors: count,
});

/** A stretch of a product page's way: how long it takes where it is taken, without what lies behind it. */
const step = valibot.object({
  /** "dns", "tcp", … in the order in which a request meets them; "total" is measured, not added up. */
  step: valibot.string(),
  count,
  meanMs: count,
  /** Of the product pages that were asked for over the network, how many took this step. */
  share: ratio,
});

const design = valibot.object({
  name: valibot.string(),
  description: valibot.string(),
  /** The parts in the request's order, each with its settings in words. */
  parts: valibot.array(valibot.object({ name: valibot.string(), detail: valibot.string() })),
  resources: valibot.optional(resources),
  heat: valibot.optional(heat),
  /** One for each part that can be left out; only when it was asked for. */
  whatIf: valibot.optional(valibot.array(whatIf)),
  requests: count,
  errors: count,
  errorRatio: ratio,
  /** At the design's front door: from the intended send time to the reply. */
  latencyMs: latencySummary,
  /** Ratio of requests below each latency: pairs [share 0..1, ms], dense towards 1, up to p99.9. */
  spectrum: valibot.array(valibot.tuple([ratio, count])),
  tiers: valibot.array(tier),
  /** Share of cacheable requests answered by some cache. */
  hitRatio: ratio,
  budgets: valibot.array(budget),
  throughputRps: count,
  bytesOut: count,
  /** What the application's instances sent, not compressed where a tier before them does that. */
  originBytes: valibot.optional(count),
  /** Replies by who gave them: "l1", "database", "conditional" (304), … */
  servedBy: valibot.record(valibot.string(), count),
  latencyByRoute: valibot.record(valibot.string(), latencySummary),
  database: valibot.object({
    queries: count,
    writes: count,
    slowQueries: count,
    queriesPerSecond: count,
    durationMs: latencySummary,
    waitMs: latencySummary,
    /** Largest number of requests that waited for a connection. */
    longestQueue: count,
  }),
  compression: valibot.object({
    replies: count,
    inputBytes: count,
    outputBytes: count,
    latencyMs: latencySummary,
  }),
  /** Web vitals by name; only those that the run could derive. */
  vitals: valibot.record(valibot.string(), latencySummary),
  /** Times that a component failed or was late and the request went on without it. */
  degraded: valibot.record(valibot.string(), count),
  alerts: valibot.array(
    valibot.object({
      budget: valibot.string(),
      state: valibot.picklist(["firing", "cleared"]),
      atMs: count,
      value: valibot.number(),
      seed: valibot.number(),
    }),
  ),
  invalidations: count,
  evictions: count,
  /** Of a design with clients: where the time of a product page goes. */
  breakdown: valibot.optional(valibot.array(step)),
  /** Deliveries to clients by channel: from publishing to the client's ear. */
  channels: valibot.optional(valibot.record(valibot.string(), latencySummary)),
  /** Of a run that drove the database alone: what the death of a primary did, for each repeat. */
  failover: valibot.optional(valibot.array(failoverSchema)),
  series: valibot.object({ windowMs: count, points: valibot.array(point) }),
  repeats: valibot.array(repeat),
  /** Only in live results. */
  load: valibot.optional(loadSchema),
});

/** A number that a model used, with where it comes from. */
const modelNumber = valibot.object({
  name: valibot.string(),
  value: valibot.string(),
  source: valibot.string(),
  kind: valibot.picklist(["measured", "documented", "assumed"]),
});

/** A row of simulated against live (only in results of `live` and `verify`). */
const prediction = valibot.object({
  metric: valibot.string(),
  simulated: valibot.number(),
  live: valibot.number(),
  error: valibot.number(),
  tolerance: valibot.number(),
  /** Null when the run cannot carry a judgement; then `why` says why. */
  pass: valibot.nullable(valibot.boolean()),
  why: valibot.optional(valibot.string()),
});

/** The result document: what a run leaves behind, and all that a report reads. */
export const resultSchema = valibot.object({
  schema: valibot.literal(RESULT_SCHEMA),
  /** ISO 8601, when the run began. */
  date: valibot.string(),
  seed: valibot.number(),
  scenario: valibot.string(),
  world: valibot.picklist(["simulated", "live"]),
  workload: valibot.object({
    description: valibot.string(),
    requests: count,
    durationMs: count,
    rateRps: count,
    /** Named spans of the scenario; a fault is drawn as a warning. */
    bands: valibot.array(
      valibot.object({
        name: valibot.string(),
        kind: valibot.picklist(["phase", "fault"]),
        fromMs: count,
        toMs: count,
      }),
    ),
    attribution: valibot.optional(valibot.string()),
  }),
  /** What was wrong with the scenario's input, counted, with the first line numbers; never silent. */
  warnings: valibot.array(valibot.string()),
  designs: valibot.array(design),
  /** Each design against the first, live each pair; absent in documents of older versions. */
  comparisons: valibot.optional(valibot.array(comparison)),
  predictions: valibot.array(prediction),
  /** Whether designs are ranked live as predicted; absent where nothing is ranked. */
  ranking: valibot.optional(ranking),
  models: valibot.array(modelNumber),
  /** True when the run was stopped before its end; the figures are those of what was measured. */
  interrupted: valibot.boolean(),
  ...circumstances,
  digest: valibot.string(),
});

export type Result = valibot.InferOutput<typeof resultSchema>;
export type DesignResult = Result["designs"][number];
export type LatencySummary = valibot.InferOutput<typeof latencySummary>;
