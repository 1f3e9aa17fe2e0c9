const scaled = (divisor: string, unit: string) => `format(datum.value${divisor}, "~r") + " ${unit}"`;

/** Vega expressions that write an axis's numbers with the unit that a person would choose. They hold no text of a result. */
export const AXIS_LABELS = {
  milliseconds: `datum.value === 0 ? "0" : datum.value < 1 ? ${scaled(" * 1000", "µs")} : datum.value < 1000 ? ${
    scaled("", "ms")
  } : ${scaled(" / 1000", "s")}`,
  bytes: `datum.value < 1e3 ? ${scaled("", "B")} : datum.value < 1e6 ? ${scaled(" / 1e3", "KB")} : ${
    scaled(" / 1e6", "MB")
  }`,
  count: `format(datum.value, datum.value < 1000 ? "~r" : "~s")`,
  share: `format(datum.value, ".0%")`,
  /** Of 1 / (1 - share). */
  tailShare: `format(1 - 1 / datum.value, "~p")`,
} as const;
