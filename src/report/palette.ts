/** One colour of the page, as it is on paper and light screens, and as it is on dark ones. */
export interface Shade {
  readonly light: string;
  readonly dark: string;
}

/**
 * The page's colours. Charts are drawn with the light ones; the style sheet replaces them where the reader prefers dark
 * (see `darkChartRules`), so every value of `light` stands for exactly one value of `dark`.
 */
export const PALETTE = {
  page: { light: "#f4f5f7", dark: "#0d1117" },
  card: { light: "#ffffff", dark: "#161b22" },
  ink: { light: "#1b2129", dark: "#e6edf3" },
  muted: { light: "#57616d", dark: "#9ea9b5" },
  line: { light: "#d5dae0", dark: "#333c47" },
  grid: { light: "#e6e9ed", dark: "#29313b" },
  link: { light: "#0a5ba8", dark: "#79b8ff" },
  phase: { light: "#e9eef4", dark: "#212a35" },
  fault: { light: "#b3261e", dark: "#ff8a80" },
  good: { light: "#0b6b45", dark: "#5fd6a1" },
  goodSoft: { light: "#e2f4ea", dark: "#12301f" },
  bad: { light: "#a61b1b", dark: "#ff9a91" },
  badSoft: { light: "#fde7e5", dark: "#3c1714" },
  close: { light: "#7a4d00", dark: "#f0c361" },
  closeSoft: { light: "#fdf1d6", dark: "#352708" },
} as const satisfies Readonly<Record<string, Shade>>;

/** One a design, in the order of the result; told apart by lightness too, and always accompanied by a marker. */
export const DESIGN_SHADES: readonly Shade[] = [
  { light: "#c2500f", dark: "#ff9a5c" },
  { light: "#1f6fb8", dark: "#6cb2ff" },
  { light: "#0f9a74", dark: "#45d3a4" },
  { light: "#7b2f92", dark: "#d8a2f2" },
  { light: "#8a6d00", dark: "#dcc04a" },
  { light: "#0b8499", dark: "#4fd0e6" },
  { light: "#c0356f", dark: "#ff8fb8" },
  { light: "#4d5762", dark: "#b3bdc9" },
];

/** Few to many, for heat maps: darker on light screens, lighter on dark ones. */
export const HEAT_SHADES: readonly Shade[] = [
  { light: "#e3edf8", dark: "#16283c" },
  { light: "#bcd6ef", dark: "#1d4166" },
  { light: "#86b4df", dark: "#2a6299" },
  { light: "#4a8cc9", dark: "#4a8fd0" },
  { light: "#1f62a3", dark: "#86bdf0" },
  { light: "#0c3a6b", dark: "#d3e8ff" },
];

/** Vega's names of the designs' markers. */
export const MARKERS = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross"] as const;

/** One a tier, nearest to the user first. Light enough in both schemes for `TIER_INK` upon them. */
export const TIER_FILLS: readonly string[] = ["#8fbdf0", "#6fcfbf", "#b7d66a", "#f4cb5e", "#f4a582", "#d7aee8"];
export const TIER_INK = "#10161d";

export function designShade(index: number): Shade {
  return DESIGN_SHADES[index % DESIGN_SHADES.length]!;
}

export function designMarker(index: number): (typeof MARKERS)[number] {
  return MARKERS[index % MARKERS.length]!;
}

export function tierFill(index: number): string {
  return TIER_FILLS[index % TIER_FILLS.length]!;
}
