/** A channel whose values are pixels of the plot, without an axis. */
export function pixelAxis(lengthPx: number) {
  return {
    type: "quantitative" as const,
    scale: { domain: [0, lengthPx], range: [0, lengthPx], nice: false },
    axis: null,
  };
}
