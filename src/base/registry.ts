import { closest, distance } from "fastest-levenshtein";
import { Failure } from "./errors.ts";

/**
 * Looks a name up in a registry (a module of named exports, `import * as registered`), and says what was probably meant.
 *
 * @param kind What is registered, in the singular: "design", "policy".
 * @throws Failure `unknown-name`
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { lookup } from "./registry.ts";
 * assertThrows(() => lookup("policy", { lru: 1, fifo: 2 }, "lur"), Error, "did you mean lru?");
 * ```
 */
export function lookup<Entry>(kind: string, registered: Readonly<Record<string, Entry>>, name: string): Entry {
  const key = registryKey(name);
  if (Object.hasOwn(registered, key)) return registered[key]!;
  throw new Failure(
    "unknown-name",
    `Cannot find ${kind}: ${suggestion(kind, registryNames(registered), name)}: received ${name}`,
  );
}

/** The names of a registry as they are written outside the code: `aDevelopment` is `a-development`. */
export function registryNames(registered: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(registered).map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
}

/** What to write instead of an unknown name: the nearest one when it is near, all of them otherwise. */
export function suggestion(kind: string, names: readonly string[], received: string): string {
  const nearest = names.length === 0 ? undefined : closest(received, names);
  const near = nearest !== undefined && distance(received, nearest) <= Math.max(2, received.length / 3);
  return near ? `did you mean ${nearest}?` : `the ${kind} must be one of ${names.join(", ")}`;
}

function registryKey(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
