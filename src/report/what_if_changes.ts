import type { DesignResult } from "../runner/result_schema.ts";

/** A metric without a part, and how it differs from the whole design over the seeds. */
export interface Change {
  /** Mean over the seeds. */
  readonly value: number;
  /** The smallest and the largest difference of one seed; undefined where the result does not hold the whole design's. */
  readonly least: number | undefined;
  readonly largest: number | undefined;
}

type Run = NonNullable<DesignResult["whatIf"]>[number]["runs"][number];
type Repeat = DesignResult["repeats"][number];

/** What the whole design came to on a seed, by the variants' names of the metrics. */
const WHOLE = {
  p50: ({ latencyMs }) => latencyMs.p50,
  p95: ({ latencyMs }) => latencyMs.p95,
  hitRatio: ({ hitRatio }) => hitRatio,
  queriesPerSecond: ({ queriesPerSecond }) => queriesPerSecond,
  bytesOut: ({ bytesOut }) => bytesOut,
} as const satisfies Partial<Record<keyof Run, (repeat: Repeat) => number | undefined>>;

type Metric = keyof typeof WHOLE;

/** Each missing part with its changes, those that matter most for the 95th percentile first. */
export function changesOf(design: DesignResult): (Record<Metric, Change> & { without: string })[] {
  return (design.whatIf ?? []).map(({ without, runs }) => ({
    without,
    p50: changeOf(design, runs, "p50"),
    p95: changeOf(design, runs, "p95"),
    hitRatio: changeOf(design, runs, "hitRatio"),
    queriesPerSecond: changeOf(design, runs, "queriesPerSecond"),
    bytesOut: changeOf(design, runs, "bytesOut"),
  })).sort((a, b) => b.p95.value - a.p95.value);
}

function changeOf(design: DesignResult, runs: readonly Run[], metric: Metric): Change {
  const differences = runs.flatMap((run) => {
    const repeat = design.repeats.find(({ seed }) => seed === run.seed);
    const whole = repeat && WHOLE[metric](repeat);
    return whole === undefined ? [] : [run[metric] - whole];
  });
  const isPaired = differences.length > 0;
  return {
    value: runs.reduce((sum, run) => sum + run[metric], 0) / runs.length,
    least: isPaired ? Math.min(...differences) : undefined,
    largest: isPaired ? Math.max(...differences) : undefined,
  };
}
