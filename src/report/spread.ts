import type { DesignResult } from "../runner/result_schema.ts";

/** Least and largest value over the repeats. */
export interface Spread {
  readonly least: number;
  readonly largest: number;
}

type Repeat = DesignResult["repeats"][number];

/** The spread of something over a design's repeats; undefined below two, where there is none to speak of. */
export function spreadOf(design: DesignResult, read: (repeat: Repeat) => number): Spread | undefined {
  if (design.repeats.length < 2) return undefined;
  const values = design.repeats.map(read);
  return { least: Math.min(...values), largest: Math.max(...values) };
}

/** "118 to 131 ms", or one value when both read the same; empty without a spread. */
export function spreadText(spread: Spread | undefined, format: (value: number) => string): string {
  if (!spread) return "";
  const [least, largest] = [format(spread.least), format(spread.largest)];
  if (least === largest) return `always ${least}`;
  const unit = /\s\S+$/.exec(largest)?.[0] ?? "";
  const isShared = unit !== "" && least.endsWith(unit);
  return `${isShared ? least.slice(0, -unit.length) : least} to ${largest}`;
}
