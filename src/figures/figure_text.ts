import type { Figure } from "./figure.ts";

/** "40 to 60 %", "at most 2500 ms", "500 entries". */
export function promisedText(figure: Figure): string {
  const { low, high, unit, relation } = figure;
  switch (relation) {
    case "<":
      return `below ${high} ${unit}`;
    case "range":
      return `${low} to ${high} ${unit}`;
    case "alert if >":
      return `alert above ${low ?? high} ${unit}`;
    case "alert if <":
      return `alert below ${low ?? high} ${unit}`;
    case "=":
    case "sample":
      return `${low} ${unit}`;
    default:
      return relation satisfies never;
  }
}

/** A value in a figure's unit, to three significant digits; whole from 1000 on. */
export function valueText(value: number, unit = ""): string {
  const text = Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
  return unit === "" ? text : `${text} ${unit}`;
}

/** "31 to 55.2 %", or one value when both read the same. */
export function spanText(values: readonly number[], unit: string): string {
  const [least, largest] = [Math.min(...values), Math.max(...values)].map((value) => valueText(value));
  return least === largest ? `${least} ${unit}` : `${least} to ${largest} ${unit}`;
}
