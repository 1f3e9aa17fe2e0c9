import csv from "./figures.csv" with { type: "text" };
import { readFigures } from "./figure.ts";

/** Every number that the two architecture documents promise, in the order of the documents. */
export const FIGURES = readFigures(csv);
