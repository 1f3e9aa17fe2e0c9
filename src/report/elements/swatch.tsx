import { designMarker, designShade, PALETTE } from "../palette.ts";

const SHAPES: Readonly<Record<ReturnType<typeof designMarker>, string>> = {
  circle: "M8 6a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0Z",
  square: "M8 2.5h7v7h-7Z",
  "triangle-up": "M11.5 2L15.5 9.5H7.5Z",
  diamond: "M11.5 1.5L15.5 6L11.5 10.5L7.5 6Z",
  "triangle-down": "M7.5 2.5h8L11.5 10Z",
  cross: "M10 2h3v2.5h2.5v3H13V10H10V7.5H7.5v-3H10Z",
};

/** A design's line and marker as the charts draw them. */
export function Swatch({ index }: { index: number }) {
  const colour = designShade(index).light;
  return (
    <svg class="swatch" viewBox="0 0 23 12" aria-hidden="true">
      <path d="M1 6H22" stroke={colour} stroke-width="2" />
      <path d={SHAPES[designMarker(index)]} fill={colour} stroke={PALETTE.card.light} />
    </svg>
  );
}
