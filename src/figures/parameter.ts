import type { DesignConfig } from "../designs/design_config.ts";
import type { Check } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import type { Figure } from "./figure.ts";
import { notYet } from "./finding.ts";
import { spanText, valueText } from "./figure_text.ts";

/** A parameter of a design, undefined where the design has no such part. In the figure's unit. */
export type ReadParameter = (config: DesignConfig) => number | undefined;

/**
 * Compares a documented parameter with what the architecture's built designs were decoded to; every design that has the part
 * must have the documented value (or one within the documented range).
 */
export function parameter(read: ReadParameter): Check {
  return (figure, evidence) => {
    const designs = designsOf(figure, evidence);
    if (designs.length === 0) return notYet(`no design of architecture ${figure.architecture} is registered`);
    const found = designs.flatMap(([name, config]) => {
      const value = read(config);
      return value === undefined ? [] : [{ name, value }];
    });
    if (found.length === 0) {
      return notYet(`no registered design of architecture ${figure.architecture} has this setting`);
    }
    const wrong = found.filter(({ value }) => !isWithin(figure, value));
    const simulated = spanText(found.map(({ value }) => value), figure.unit);
    if (wrong.length > 0) {
      const names = wrong.map(({ name, value }) => `${name} has ${valueText(value)}`).join(", ");
      return { simulated, live: null, verdict: "does not hold", why: names };
    }
    const names = found.map(({ name }) => name).join(", ");
    return { simulated, live: null, verdict: "holds", why: `as built in ${names}` };
  };
}

/** The designs of a figure's architecture. */
export function designsOf(figure: Figure, evidence: Evidence): [string, DesignConfig][] {
  const prefix = `${figure.architecture.toLowerCase()}-`;
  return [...evidence.designs].filter(([name]) => name.startsWith(prefix));
}

/** Exactly: a parameter has no margin. */
export function isWithin({ low, high }: Figure, value: number): boolean {
  return value >= (low ?? -Infinity) && value <= (high ?? Infinity);
}
