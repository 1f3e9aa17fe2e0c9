import * as valibot from "valibot";
import { decode } from "../../base/decode.ts";
import { type Calibration, embedded, type Modelled } from "./calibration.ts";
import { type Distribution, logNormal } from "./distribution.ts";

const milliseconds = valibot.pipe(valibot.number(), valibot.finite(), valibot.minValue(1e-6));
const spread = valibot.pipe(
  valibot.strictObject({
    p5Ms: milliseconds,
    p95Ms: milliseconds,
    samples: valibot.pipe(valibot.number(), valibot.minValue(1)),
  }),
  valibot.check(({ p5Ms, p95Ms }) => p5Ms <= p95Ms, "p5Ms must be at most p95Ms"),
);
const codec = valibot.strictObject({
  ratio: valibot.pipe(valibot.number(), valibot.minValue(1e-6), valibot.maxValue(2)),
  msPerKb: milliseconds,
  samples: valibot.pipe(valibot.number(), valibot.minValue(1)),
});

/** What `tierlab calibrate` writes: everything that was measured, nothing that was not. */
export const calibrationFileSchema = valibot.strictObject({
  schema: valibot.literal("tierlab/calibration/1"),
  /** ISO date and time. */
  measuredAt: valibot.pipe(valibot.string(), valibot.isoTimestamp()),
  design: valibot.string(),
  machine: valibot.string(),
  /** Look-ups of the first level, ns: told, not modelled (a simulated one takes no time). */
  memoryHitNs: valibot.optional(milliseconds),
  numbers: valibot.strictObject({
    application: valibot.optional(spread),
    query: valibot.optional(spread),
    queryProduct: valibot.optional(spread),
    queryReviews: valibot.optional(spread),
    queryCategories: valibot.optional(spread),
    queryCategory: valibot.optional(spread),
    queryUpdatePrice: valibot.optional(spread),
    sharedStore: valibot.optional(spread),
    brotli4: valibot.optional(codec),
    brotli6: valibot.optional(codec),
    gzip6: valibot.optional(codec),
  }),
});

export type CalibrationFile = valibot.InferOutput<typeof calibrationFileSchema>;

/**
 * Reads a calibration file: what it measured replaces the number that is assumed otherwise, and says so.
 *
 * @param what Names the file for a person.
 * @throws Failure `bad-input` with the path of what is wrong
 */
export function calibrationFrom(value: unknown, what: string): Calibration {
  const file = decode(calibrationFileSchema, value, what);
  const {
    application,
    sharedStore,
    query,
    queryProduct,
    queryReviews,
    queryCategories,
    queryCategory,
    queryUpdatePrice,
  } = file.numbers;
  const { brotli4, brotli6, gzip6 } = file.numbers;
  const source = (samples: number) =>
    `measured ${file.measuredAt.slice(0, 10)} on ${file.design}, ${samples} samples, ${file.machine}`;
  const times = (found: typeof query): Modelled<Distribution> | undefined =>
    found && { value: logNormal(found.p5Ms, found.p95Ms), source: source(found.samples), kind: "measured" };
  const model = (found: typeof brotli4) =>
    found && {
      value: { ratio: found.ratio, msPerKb: found.msPerKb },
      source: source(found.samples),
      kind: "measured" as const,
    };
  return {
    ...embedded,
    ...known({
      application: times(application),
      query: times(query),
      queryProduct: times(queryProduct),
      queryReviews: times(queryReviews),
      queryCategories: times(queryCategories),
      queryCategory: times(queryCategory),
      queryUpdatePrice: times(queryUpdatePrice),
      sharedStore: times(sharedStore),
      brotli4: model(brotli4),
      brotli6: model(brotli6),
      gzip6: model(gzip6),
    }),
    description: `${file.design} as measured ${file.measuredAt.slice(0, 16)}; what was not measured is assumed`,
  };
}

/** Without what is undefined: that must not hide what is assumed. */
function known<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const kept: { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) kept[name] = value as Exclude<Fields[typeof name], undefined>;
  }
  return kept;
}
