import * as valibot from "valibot";
import { circumstances } from "./result_circumstances.ts";

/** Version of the document that `figures` leaves behind. A reader refuses any other. */
export const FIGURES_SCHEMA = "tierlab.figures/1";

const figureRow = valibot.object({
  /** As in figures.csv: "a.l1.hit". */
  id: valibot.string(),
  /** What the document says, with its unit: "40 to 60 %". */
  promised: valibot.string(),
  /** Null where the world was not looked at. */
  simulated: valibot.nullable(valibot.string()),
  live: valibot.nullable(valibot.string()),
  verdict: valibot.picklist(["holds", "holds under a stated condition", "does not hold", "not checked here yet"]),
  /** The values behind it, the condition, or what is missing. */
  why: valibot.string(),
  /** "L1 cache: hit rate" */
  metric: valibot.string(),
  architecture: valibot.picklist(["A", "B"]),
  kind: valibot.string(),
  /** The place in the architecture's document. */
  where: valibot.string(),
});

/** Every documented figure with what became of it. */
export const figuresSchema = valibot.object({
  schema: valibot.literal(FIGURES_SCHEMA),
  date: valibot.string(),
  rows: valibot.array(figureRow),
  /** "a-staging on steady, seeds 1, 2" */
  runs: valibot.array(valibot.string()),
  interrupted: valibot.boolean(),
  ...circumstances,
});

export type FiguresResult = valibot.InferOutput<typeof figuresSchema>;
export type FigureRow = FiguresResult["rows"][number];
