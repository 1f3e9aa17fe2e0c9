import type { Figure } from "./figure.ts";

/** Which way a metric is better; the other way breaks a promise. "exact" is neither. */
export type Better = "lower" | "higher" | "exact";

/** How far beyond a limit a value may lie before it is called broken: simulated values are random. */
const MARGIN = 0.05;

/**
 * Whether a value keeps what the document says. A range's far end is no promise where better is possible: a hit that takes less
 * than "1 to 5 ms" keeps it.
 *
 * @param value In the figure's unit.
 */
export function keepsFigure(figure: Figure, value: number, better: Better): boolean {
  const low = figure.low ?? figure.high ?? 0;
  const high = figure.high ?? figure.low ?? 0;
  const isNotBelow = value >= low - Math.abs(low) * MARGIN;
  const isNotAbove = value <= high + Math.abs(high) * MARGIN;
  switch (better) {
    case "lower":
      return isNotAbove;
    case "higher":
      return isNotBelow;
    case "exact":
      return isNotAbove && isNotBelow;
    default:
      return better satisfies never;
  }
}
