import * as valibot from "valibot";

const count = (description: string) =>
  valibot.pipe(valibot.number(`${description} (a whole number from 1)`), valibot.integer(), valibot.minValue(1));
const millis = valibot.pipe(valibot.number("a number of ms above 0"), valibot.minValue(0.001));

/** What a design is: an assembly of parts with their settings. A part that is undefined is switched off. */
export const designSchema = valibot.strictObject({
  /** One sentence. */
  description: valibot.string(),
  /** Its place among the others: 0 is before optimisation, then architecture A's deployment stages. */
  stage: valibot.number(),
  /** The application: architecture A's shop or architecture B's marketplace. @default "shop" */
  application: valibot.optional(valibot.picklist(["shop", "marketplace"])),
  /** Clients with a service worker each; their network's time is then part of every latency. */
  clients: valibot.optional(
    valibot.strictObject({
      /** Replies that a service worker keeps. */
      entries: count("entries"),
    }),
  ),
  /** Points of presence, one in each region of the network, each with a cache of its own. */
  edge: valibot.optional(
    valibot.strictObject({
      storageBytes: count("bytes"),
      brotliLevel: valibot.number(),
      /** Requests a second of one client before it is refused. */
      clientRps: valibot.pipe(valibot.number(), valibot.minValue(0.001)),
      burst: valibot.pipe(valibot.number(), valibot.minValue(0)),
    }),
  ),
  /** @default round robin without health checks */
  balancer: valibot.optional(
    valibot.strictObject({
      strategy: valibot.picklist(["round-robin", "least-connections"]),
      /** How often each instance's health is checked. */
      checkMs: millis,
    }),
  ),
  /** Application instances behind a load balancer. */
  instances: count("instances"),
  /** Requests that an instance works on at once; more wait. @default any number */
  threads: valibot.optional(count("threads")),
  graphql: valibot.optional(
    valibot.strictObject({
      /** A query that may cost more is refused. */
      complexity: count("fields"),
      /** Queries a second of one client before it is refused. */
      clientRps: valibot.pipe(valibot.number(), valibot.minValue(0.001)),
      burst: valibot.pipe(valibot.number(), valibot.minValue(0)),
      /** How long a batch of loads is collected, ms. */
      batchWindowMs: millis,
    }),
  ),
  /** What an instance may use for its caches and all else; for the memory budget. */
  instanceMemoryBytes: count("bytes"),
  database: valibot.strictObject({
    kind: valibot.picklist(["sqlite", "postgresql"]),
    /** Connections of each instance's pool; with a pooler, of the pooler's to each server. */
    connections: count("connections"),
    /** One pooler (PgBouncer) before each server, shared by all instances. @default a pool in each instance */
    hasPooler: valibot.optional(valibot.boolean()),
    /** Databases by user id modulo their number, each with its replicas. @default 1 */
    shards: valibot.optional(count("shards")),
    /** Read replicas beside the primary. */
    replicas: valibot.pipe(valibot.number(), valibot.integer(), valibot.minValue(0)),
  }),
  l1: valibot.optional(valibot.strictObject({ entries: count("entries"), ttlMs: millis, policy: valibot.string() })),
  l2: valibot.optional(valibot.strictObject({ kind: valibot.picklist(["redis", "redis-cluster"]), ttlMs: millis })),
  queryCache: valibot.optional(
    valibot.strictObject({
      entries: count("entries"),
      /** Also kept in the second level. */
      isShared: valibot.boolean(),
    }),
  ),
  compression: valibot.optional(
    valibot.strictObject({
      thresholdBytes: count("bytes"),
      brotliLevel: valibot.number(),
      gzipLevel: valibot.number(),
    }),
  ),
  /** Entity tags, 304 and Cache-Control by route. */
  validators: valibot.boolean(),
  cdn: valibot.optional(valibot.strictObject({ storageBytes: count("bytes") })),
  reverseProxy: valibot.optional(
    valibot.strictObject({
      brotliLevel: valibot.number(),
      /** Requests a second of one client before it is refused. */
      clientRps: valibot.pipe(valibot.number(), valibot.minValue(0.001)),
      burst: valibot.pipe(valibot.number(), valibot.minValue(0)),
    }),
  ),
});

export type DesignConfig = valibot.InferOutput<typeof designSchema>;

/**
 * Types a design of one's own, for `tierlab compare ./my-design.ts`: export what it gives.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { aStaging } from "./a_staging.ts";
 * import { defineDesign } from "./design_config.ts";
 * const wider = defineDesign({ ...aStaging, description: "staging with a larger L1", l1: { ...aStaging.l1!, entries: 5000 } });
 * assertEquals(wider.l1?.entries, 5000);
 * ```
 */
export function defineDesign(design: DesignConfig): DesignConfig {
  return design;
}
