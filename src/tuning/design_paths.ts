import type * as valibot from "valibot";
import { designSchema } from "../designs/design_config.ts";

/** A value inside a design that can be varied. */
export interface DesignPath {
  /** "l2.ttlMs" */
  readonly path: string;
  /** What its values look like outside. */
  readonly kind: "count" | "number" | "duration" | "size" | "policy" | "choice" | "flag";
  /** Of a choice; empty otherwise. */
  readonly options: readonly string[];
}

/** Says what a design is rather than how it is set. */
const NOT_VARIED = new Set(["description", "stage", "application"]);

/** Every value of a design that can be varied, read off the design's schema: a new setting needs no second list. */
export const DESIGN_PATHS: readonly DesignPath[] = Object.entries(designSchema.entries)
  .filter(([name]) => !NOT_VARIED.has(name))
  .flatMap(([name, schema]) => pathsIn(name, schema));

/** The path without the unit at its end, as it may be written too: "l2.ttl". */
export function shortPath(path: string): string {
  return path.replace(/(?<=[a-z])(Ms|Bytes)$/, "");
}

/** What of valibot's schemas is read here. */
interface Node extends valibot.GenericSchema {
  readonly entries?: Readonly<Record<string, Node>>;
  readonly wrapped?: Node;
  readonly options?: readonly string[];
  readonly pipe?: readonly { readonly type: string }[];
}

function pathsIn(path: string, given: Node): DesignPath[] {
  const schema = given.wrapped ?? given;
  if (schema.entries !== undefined) {
    return Object.entries(schema.entries).flatMap(([name, inner]) => pathsIn(`${path}.${name}`, inner));
  }
  return [{ path, kind: kindOf(path, schema), options: schema.options ?? [] }];
}

function kindOf(path: string, { type, pipe }: Node): DesignPath["kind"] {
  if (type === "picklist") return "choice";
  if (type === "boolean") return "flag";
  if (type === "string") return "policy";
  if (path.endsWith("Ms")) return "duration";
  if (path.endsWith("Bytes")) return "size";
  return pipe?.some((step) => step.type === "integer") ? "count" : "number";
}
