import * as valibot from "valibot";
import { decode } from "../base/decode.ts";

const number = (text: string) => text === "" ? null : Number(text);
const limit = valibot.pipe(valibot.string(), valibot.transform(number), valibot.nullable(valibot.number()));

const schema = valibot.pipe(
  valibot.object({
    /** "a.l1.items" */
    id: valibot.string(),
    architecture: valibot.picklist(["A", "B"]),
    component: valibot.string(),
    metric: valibot.string(),
    /** How a value must stand to the limits; a sample is shown by the document without being promised. */
    relation: valibot.picklist(["<", "=", "range", "sample", "alert if >", "alert if <"]),
    low: limit,
    high: limit,
    unit: valibot.string(),
    kind: valibot.picklist(["budget", "sample", "alert", "target", "parameter", "claim", "baseline"]),
    /** The place in the architecture's document. */
    where: valibot.string(),
  }),
  valibot.readonly(),
);

/** A number that an architecture's document states: a row of figures.csv. Limits are in the figure's own unit. */
export type Figure = valibot.InferOutput<typeof schema>;

/**
 * Reads figures.csv: no cell holds a quote, and only the last may hold a comma.
 *
 * @throws Failure `bad-input`, with the number of the line.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readFigures } from "./figure.ts";
 * const head = "id,architecture,component,metric,relation,low,high,unit,kind,where";
 * const [figure] = readFigures(`${head}\na.l1.items,A,L1 cache,capacity,=,500,500,entries,parameter,Priority 1\n`);
 * assertEquals([figure!.id, figure!.low], ["a.l1.items", 500]);
 * ```
 */
export function readFigures(csv: string): Figure[] {
  const [head = "", ...lines] = csv.trimEnd().split("\n");
  const names = head.split(",");
  return lines.map((line, index) => {
    const cells = line.split(",");
    const values = names.map((_, at) => at < names.length - 1 ? cells[at] : cells.slice(at).join(","));
    const row = Object.fromEntries(names.map((name, at) => [name, values[at]]));
    return decode(schema, row, `line ${index + 2} of the figures`);
  });
}
