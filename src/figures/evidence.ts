import type { HistogramData } from "../base/latency_histogram.ts";
import type { CacheControlRule } from "../http/cache_control.ts";
import type { smartTtl } from "../database/smart_ttl.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Budget } from "../monitor/budgets/budget.ts";
import type { DesignResult } from "../runner/result_schema.ts";
import type { CodecTrial } from "./codec_trial.ts";
import type { Walk } from "./data_flow_walk.ts";
import type { PlannedRun } from "./plan.ts";

/** What was measured on real components. */
export interface LiveEvidence {
  /** A hit in the memory of the first level, ms. */
  readonly l1HitMs: HistogramData;
  /** A hit in the query cache's memory, ms. */
  readonly queryHitMs: HistogramData;
  /** The data flows of a-development on SQLite, in one process, without HTTP. */
  readonly walk: Walk;
  readonly codecs: readonly CodecTrial[];
}

/** Everything that checks look at. They only look: whoever gathers it decides what runs. */
export interface Evidence {
  /** Registered designs, decoded. */
  readonly designs: ReadonlyMap<string, DesignConfig>;
  readonly budgets: readonly Budget[];
  readonly smartTtl: typeof smartTtl;
  readonly cacheControl: readonly CacheControlRule[];
  /** Results of a planned run, one a seed; none when it did not run. */
  runs(planned: PlannedRun): readonly DesignResult[];
  /** The simulated data flows of a design. */
  walk(design: string): Walk | undefined;
  /** Points of presence, and what the image pipeline of architecture B makes. */
  readonly regions: readonly string[];
  readonly images: {
    /** Side by name, px. */
    readonly sizes: Readonly<Record<string, number>>;
    /** One upload and what it was encoded to in its own size, bytes. */
    readonly uploadBytes: Readonly<Record<"upload" | "webp" | "avif", number>>;
  };
  /** Undefined when nothing was measured. */
  readonly live: LiveEvidence | undefined;
}
