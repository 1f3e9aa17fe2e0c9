import { LABEL_PX } from "./chart_config.ts";
import { mergeMarks } from "./merge_marks.ts";

/** The size of most texts: stands once at the root instead of at each of them. */
const COMMON_FONT_SIZE = ` font-size="${LABEL_PX}px"`;
/** Attributes that say what the style sheet says, what SVG takes for granted, or nothing at all. */
const IDLE_ATTRIBUTES: readonly RegExp[] = [
  / (?:font-family|class|pointer-events|version|xmlns|xmlns:xlink|role|aria-[a-z]+)="[^"]*"/g,
  / (?:opacity|stroke-width)="1"/g,
  / (?:x2|y2)="0"/g,
  / transform="translate\(0,0\)"/g,
  / (?:text-anchor="start"|font-weight="normal")/g,
];
/** A path that is painted neither inside nor along its line (the root group says fill="none"). */
const UNPAINTED_PATH = /<path(?![^>]* (?:fill|stroke)=)[^>]*\/>/g;
const EMPTY_GROUP = /<g[^>]*><\/g>/g;
/** A group without attributes and without groups inside. */
const IDLE_GROUP = /<g>((?:(?!<\/?g[ >]).)*)<\/g>/gs;
const LONG_NUMBER = /-?\d+\.\d{2,}/g;
const MOVED_TEXT = /^(<text[^>]*) transform="translate\((-?[\d.]+),(-?[\d.]+)\)"/;
const POLYLINE = /^(?:[ML]-?[\d.]+,-?[\d.]+)+$/;

/**
 * Removes from Vega's SVG what does not show: classes, fonts, empty groups, decimals beyond a tenth of a pixel. Only markup
 * is touched, never text between tags.
 */
export function compactSvg(svg: string): string {
  let compact = svg.replace(/<[^>]+>/g, compactTag);
  for (let before = ""; before !== compact;) {
    before = compact;
    compact = compact.replace(UNPAINTED_PATH, "").replace(EMPTY_GROUP, "").replace(IDLE_GROUP, "$1");
  }
  return mergeMarks(compact).replaceAll(COMMON_FONT_SIZE, "").replace(/^<svg/, `<svg${COMMON_FONT_SIZE}`);
}

function compactTag(tag: string): string {
  return IDLE_ATTRIBUTES.reduce((text, idle) => text.replace(idle, ""), tag)
    .replace(MOVED_TEXT, '$1 x="$2" y="$3"')
    .replace(LONG_NUMBER, (number) => String(Math.round(Number(number) * 10) / 10))
    .replace(/ d="([^"]*)"/, (_, path: string) => ` d="${POLYLINE.test(path) ? relativePolyline(path) : path}"`);
}

/** Writes a line through absolute points as steps from point to point, in half the letters, to half a pixel; errors do not add up. */
function relativePolyline(path: string): string {
  let text = "";
  let from = [0, 0];
  for (const [, command, x, y] of path.matchAll(/([ML])(-?[\d.]+),(-?[\d.]+)/g)) {
    const to = [Math.round(Number(x) * 2), Math.round(Number(y) * 2)];
    const isStart = command === "M";
    const [dx, dy] = to.map((halves, axis) =>
      String((isStart ? halves : halves - from[axis]!) / 2).replace(/^(-?)0\./, "$1.")
    );
    text += `${isStart ? "M" : "l"}${dx}${dy!.startsWith("-") ? "" : ","}${dy}`;
    from = to;
  }
  return text;
}
