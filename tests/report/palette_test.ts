import { assert, assertEquals } from "@std/assert";
import { DESIGN_SHADES, PALETTE, type Shade, TIER_FILLS, TIER_INK } from "../../src/report/palette.ts";
import { styleSheet } from "../../src/report/style/style_sheet.ts";

const SCHEMES = ["light", "dark"] as const;

/** Relative luminance (WCAG 2.2, section "relative luminance"). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

Deno.test("text has a contrast of at least 4.5 in both schemes (WCAG 2.2, AA)", () => {
  const pairs: readonly (readonly [Shade, Shade])[] = [
    ...[PALETTE.page, PALETTE.card].flatMap((ground) =>
      [PALETTE.ink, PALETTE.muted, PALETTE.link, PALETTE.good, PALETTE.bad].map((text) => [text, ground] as const)
    ),
    [PALETTE.ink, PALETTE.badSoft],
    [PALETTE.muted, PALETTE.badSoft],
    [PALETTE.bad, PALETTE.badSoft],
    [PALETTE.close, PALETTE.closeSoft],
    [PALETTE.ink, PALETTE.closeSoft],
    [PALETTE.link, PALETTE.closeSoft],
    [PALETTE.fault, PALETTE.card],
    [PALETTE.ink, PALETTE.grid],
  ];
  for (const scheme of SCHEMES) {
    for (const [text, ground] of pairs) {
      const ratio = contrast(text[scheme], ground[scheme]);
      assert(ratio >= 4.5, `${text[scheme]} on ${ground[scheme]}: ${ratio.toFixed(2)}`);
    }
  }
  for (const fill of TIER_FILLS) assert(contrast(TIER_INK, fill) >= 4.5);
});

Deno.test("lines have a contrast of at least 3 to the card and to phase bands (WCAG 2.2, 1.4.11)", () => {
  for (const scheme of SCHEMES) {
    for (const shade of DESIGN_SHADES) {
      for (const ground of [PALETTE.card, PALETTE.phase]) {
        const ratio = contrast(shade[scheme], ground[scheme]);
        assert(ratio >= 3, `${shade[scheme]} on ${ground[scheme]}: ${ratio.toFixed(2)}`);
      }
    }
  }
});

Deno.test("a light colour stands for one dark colour only, or dark charts would mix them up", () => {
  const shades: Shade[] = [...Object.values(PALETTE), ...DESIGN_SHADES];
  const light = [...shades.map((shade) => shade.light), ...TIER_FILLS, TIER_INK];
  assertEquals(new Set(light).size, light.length);
  for (const { light, dark } of shades) assert(styleSheet().includes(`[fill="${light}"]{fill:${dark}}`));
});
