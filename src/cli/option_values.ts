import { Failure } from "../base/errors.ts";
import { parseDuration } from "../base/units.ts";

/** @throws Failure `bad-number` */
export function wholeNumber(text: string, name: string, range: { least: number; most: number }): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text.trim()) || value < range.least || value > range.most) {
    const expected = `a whole number from ${range.least} to ${range.most}`;
    throw new Failure("bad-number", `Cannot read ${name}: it must be ${expected}: received ${JSON.stringify(text)}`);
  }
  return value;
}

/** Requests a second, above 0. @throws Failure `bad-rate` */
export function rateOf(text: string, name: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value <= 1e6)) {
    const expected = "a number of requests a second above 0 and at most 1000000";
    throw new Failure("bad-rate", `Cannot read ${name}: it must be ${expected}: received ${JSON.stringify(text)}`);
  }
  return value;
}

/** A duration above 0, ms. @throws Failure `bad-duration` */
export function positiveDuration(text: string, name: string): number {
  const ms = parseDuration(text, name);
  if (ms > 0) return ms;
  throw new Failure("bad-duration", `Cannot read ${name}: it must be above 0: received ${JSON.stringify(text)}`);
}
