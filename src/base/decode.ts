import * as valibot from "valibot";
import { Failure } from "./errors.ts";

/**
 * Checks a value from outside against a schema; the message names the path of the first thing that is wrong.
 *
 * @param what Names the input for a person: "result file out.json".
 * @throws Failure `bad-input`
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import * as valibot from "valibot";
 * import { decode } from "./decode.ts";
 * const schema = valibot.object({ l1: valibot.object({ entries: valibot.number() }) });
 * assertThrows(() => decode(schema, { l1: { entries: "many" } }, "the design"), Error, "l1.entries");
 * ```
 */
export function decode<Schema extends valibot.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): valibot.InferOutput<Schema> {
  const outcome = valibot.safeParse(schema, value, { abortEarly: true });
  if (outcome.success) return outcome.output;
  const issue = outcome.issues[0];
  const path = valibot.getDotPath(issue) ?? "its top level";
  throw new Failure(
    "bad-input",
    `Cannot read ${what}: ${path} must be ${issue.expected ?? "valid"}: received ${issue.received}`,
  );
}
