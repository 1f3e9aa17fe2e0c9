import type { DesignConfig } from "./design_config.ts";

/** Parts that a design can do without, in the request's order. */
export const REMOVABLE_PARTS = ["cdn", "reverseProxy", "compression", "l1", "l2", "queryCache"] as const;
export type RemovablePart = (typeof REMOVABLE_PARTS)[number];

/** How a removable part is called in reports. */
export const PART_NAMES: Readonly<Record<RemovablePart, string>> = {
  cdn: "CDN",
  reverseProxy: "reverse proxy",
  compression: "compression",
  l1: "L1",
  l2: "L2",
  queryCache: "query cache",
};

/**
 * The same design with one of its parts switched off; undefined when it has none of that kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { aDevelopment } from "./a_development.ts";
 * import { withoutPart } from "./without_part.ts";
 * assertEquals(withoutPart(aDevelopment, "l1")?.l1, undefined);
 * assertEquals(withoutPart(aDevelopment, "cdn"), undefined);
 * ```
 */
export function withoutPart(config: DesignConfig, part: RemovablePart): DesignConfig | undefined {
  if (config[part] === undefined) return undefined;
  const { [part]: _, ...rest } = config;
  return { ...rest, description: `${config.description}; without ${PART_NAMES[part]}` };
}
