import { DESIGN_SHADES, HEAT_SHADES, PALETTE, type Shade } from "../palette.ts";

/**
 * Rules that give the charts their dark colours. The SVG carries the light ones as attributes, which any rule of a style
 * sheet outranks, so the pictures stay right on their own (copied out of the page, printed).
 */
export function darkChartRules(): string {
  return [...Object.values(PALETTE), ...DESIGN_SHADES, ...HEAT_SHADES].flatMap(({ light, dark }: Shade) => [
    `svg [fill="${light}"]{fill:${dark}}`,
    `svg [stroke="${light}"]{stroke:${dark}}`,
  ]).join("");
}

/** The palette as custom properties: `--ink`, `--good-soft`, … */
export function properties(scheme: keyof Shade): string {
  return Object.entries(PALETTE).map(([name, shade]) => `--${kebab(name)}:${shade[scheme]}`).join(";");
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
