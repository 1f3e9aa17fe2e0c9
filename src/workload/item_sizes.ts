import { mix32 } from "../base/hash.ts";

/** Bytes of an item's value; the same item always has the same. Pure. */
export type ItemBytes = (item: number) => number;

/** Every value weighs the same: for sources that publish the mean only. */
export function evenBytes(bytes: number): ItemBytes {
  return () => bytes;
}

/** Generalised Pareto sizes above a least one: least + scale / shape x ((1 - u)^-shape - 1), u from the item's hash. */
export function paretoBytes(options: { least: number; scale: number; shape: number }): ItemBytes {
  const { least, scale, shape } = options;
  return (item) => Math.round(least + (scale / shape) * ((1 - unitOf(item)) ** -shape - 1));
}

/**
 * Sizes through published quantiles, log-linear between them. Below the first and above the last the value stays within a
 * factor of two of it (assumed: sources give no ends).
 *
 * @param quantiles Pairs [share 0..1, bytes], ascending.
 */
export function quantileBytes(quantiles: readonly (readonly [number, number])[]): ItemBytes {
  const [first, last] = [quantiles[0]!, quantiles.at(-1)!];
  const points = [[0, first[1] / 2] as const, ...quantiles, [1, last[1] * 2] as const];
  return (item) => {
    const unit = unitOf(item);
    const upper = points.findIndex(([share]) => share > unit);
    const [fromShare, fromBytes] = points[upper - 1]!;
    const [toShare, toBytes] = points[upper]!;
    const part = (unit - fromShare) / (toShare - fromShare);
    return Math.max(1, Math.round(fromBytes * (toBytes / fromBytes) ** part));
  };
}

function unitOf(item: number): number {
  return (mix32(item + 0x5bd1) >>> 0) / 0x100000000;
}
