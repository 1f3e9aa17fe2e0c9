import { Failure } from "./errors.ts";

/** A duration in milliseconds. */
export type Millis = number;
/** A size in bytes. */
export type Bytes = number;
/** A share, 0..1. */
export type Ratio = number;

const MS_PER: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** KB, MB, GB are powers of 1000 as in SI; KiB, MiB, GiB powers of 1024 (IEC 80000-13). */
const BYTES_PER: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/**
 * Reads `250ms`, `1.5s`, `5min`, `2h`. A number without a unit is refused: it could mean anything.
 *
 * @throws Failure `bad-duration`
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseDuration } from "./units.ts";
 * assertEquals(parseDuration("1.5s", "--duration"), 1500);
 * ```
 */
export function parseDuration(text: string, name: string): Millis {
  return parseQuantity(text, {
    name,
    code: "bad-duration",
    units: MS_PER,
    expected: "a duration such as 250ms, 20s or 5min",
  });
}

/** Reads `64MB`, `4KiB`, `100B`. @throws Failure `bad-size` */
export function parseSize(text: string, name: string): Bytes {
  return parseQuantity(text, {
    name,
    code: "bad-size",
    units: BYTES_PER,
    expected: "a size such as 500B, 64MB or 4KiB",
  });
}

function parseQuantity(
  text: string,
  want: { name: string; code: string; units: Readonly<Record<string, number>>; expected: string },
): number {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text.trim());
  const unit = match
    ? Object.entries(want.units).find(([name]) => name.toLowerCase() === match[2]!.toLowerCase())
    : undefined;
  if (!match || !unit) {
    throw new Failure(
      want.code,
      `Cannot read ${want.name}: it must be ${want.expected}: received ${JSON.stringify(text)}`,
    );
  }
  return Number(match[1]) * unit[1];
}

/**
 * Three significant digits and the unit a person would choose.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatDuration } from "./units.ts";
 * assertEquals([formatDuration(0.0421), formatDuration(12.34), formatDuration(90_000)], ["42.1 µs", "12.3 ms", "90 s"]);
 * ```
 */
export function formatDuration(ms: Millis): string {
  if (ms === 0) return "0 ms";
  if (ms < 0.001) return `${digits(ms * 1e6)} ns`;
  if (ms < 1) return `${digits(ms * 1000)} µs`;
  if (ms < 1000) return `${digits(ms)} ms`;
  if (ms < 600_000) return `${digits(ms / 1000)} s`;
  return `${digits(ms / 60_000)} min`;
}

/** Three significant digits in B, KB, MB or GB (powers of 1000). */
export function formatSize(bytes: Bytes): string {
  const unit = bytes < 1e3 ? "B" : bytes < 1e6 ? "KB" : bytes < 1e9 ? "MB" : "GB";
  return `${digits(bytes / BYTES_PER[unit]!)} ${unit}`;
}

/** A ratio as a percentage with one decimal. */
export function formatPercent(ratio: Ratio): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

/** A count with thin groups: 12,345. */
export function formatCount(count: number): string {
  return Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

function digits(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
