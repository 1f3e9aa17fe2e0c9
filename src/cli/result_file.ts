import { decode } from "../base/decode.ts";
import { Failure } from "../base/errors.ts";
import { FIGURES_SCHEMA, type FiguresResult, figuresSchema } from "../runner/result_figures_schema.ts";
import { REPLAY_SCHEMA, type ReplayResult, replaySchema } from "../runner/result_replay_schema.ts";
import { type Result, RESULT_SCHEMA, resultSchema } from "../runner/result_schema.ts";
import { TUNING_SCHEMA, type TuningResult, tuningSchema } from "../runner/result_tuning_schema.ts";
import { readText } from "./files.ts";

/** A document that tierlab wrote, by the kind that it says it is. */
export type KeptDocument =
  | { readonly kind: "result"; readonly document: Result }
  | { readonly kind: "replay"; readonly document: ReplayResult }
  | { readonly kind: "figures"; readonly document: FiguresResult }
  | { readonly kind: "tuning"; readonly document: TuningResult };

/** Reads any document that tierlab wrote. @throws Failure `cannot-read`, `bad-json`, `other-schema`, `bad-input` */
export async function readKept(path: string): Promise<KeptDocument> {
  const what = `the result ${path}`;
  const value = jsonOf(await readText(path, "the result"), what);
  const schema = typeof value === "object" && value !== null && "schema" in value ? value.schema : undefined;
  switch (schema) {
    case RESULT_SCHEMA:
      return { kind: "result", document: decode(resultSchema, value, what) };
    case REPLAY_SCHEMA:
      return { kind: "replay", document: decode(replaySchema, value, what) };
    case FIGURES_SCHEMA:
      return { kind: "figures", document: decode(figuresSchema, value, what) };
    case TUNING_SCHEMA:
      return { kind: "tuning", document: decode(tuningSchema, value, what) };
    default:
      throw new Failure(
        "other-schema",
        `Cannot read ${what}: its schema must be ${RESULT_SCHEMA}, ${REPLAY_SCHEMA}, ${FIGURES_SCHEMA} or ${TUNING_SCHEMA}, those of this version: received ${
          JSON.stringify(schema) ?? "none"
        }`,
      );
  }
}

/** Reads the result of a comparison or live run. @throws Failure as `readKept` */
export async function readResult(path: string): Promise<Result> {
  const kept = await readKept(path);
  if (kept.kind === "result") return kept.document;
  throw new Failure(
    "other-schema",
    `Cannot use the result ${path}: it must be of a comparison or live run: received one of ${kept.kind}`,
  );
}

/** @throws Failure `bad-json` */
export function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine quotes the text, line breaks and all.
    const received = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ");
    throw new Failure("bad-json", `Cannot read ${what}: it must be a JSON document: received ${received}`);
  }
}
