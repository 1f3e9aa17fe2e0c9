const STEPS = [1, 2, 5] as const;

/** Domain and grid lines of a logarithmic axis. */
export interface LogAxis {
  readonly domain: [number, number];
  readonly values: number[];
}

/**
 * A logarithmic axis around some values, from one of 1, 2, 5 times a power of ten to another; grid lines at each of these,
 * or only at the powers when the axis spans more than three of them. Values of 0 or less have no place on it.
 */
export function logAxis(values: readonly number[]): LogAxis {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const least = positive.reduce((a, b) => Math.min(a, b), Infinity);
  const largest = positive.reduce((a, b) => Math.max(a, b), 0);
  if (positive.length === 0) return { domain: [1, 10], values: [1, 10] };
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(least)) - 1; power <= Math.ceil(Math.log10(largest)) + 1; power++) {
    for (const step of STEPS) steps.push(step * 10 ** power);
  }
  const from = steps.findLastIndex((step) => step <= least * (1 + 1e-9));
  const to = Math.max(from + 1, steps.findIndex((step) => step >= largest * (1 - 1e-9)));
  const within = steps.slice(from, to + 1);
  const isLong = within.length > 3 * STEPS.length + 1;
  return {
    domain: [within[0]!, within.at(-1)!],
    values: isLong ? within.filter((step) => Math.abs(Math.log10(step) - Math.round(Math.log10(step))) < 1e-9) : within,
  };
}
