import type { Random } from "../base/random.ts";
import type { Clock } from "../flow/clock.ts";
import type { ClientNetwork } from "./client_network.ts";
import type { ContentPort } from "./content.ts";
import type { Fetch, Tier } from "./http.ts";
import type { KeyValueStore, TagBus } from "./key_value_store.ts";
import type { SqlDatabase } from "./sql_database.ts";

/** Ways between the parts of a stack, whose time a simulation must add and the live world takes by itself. */
export type Hop =
  | "application"
  | "cdn"
  | "reverse-proxy"
  | "cdn-to-origin"
  | "proxy-to-application"
  | "routing"
  | "controller"
  | "view"
  | "other-work";

/**
 * All that a stack needs of the outside world. A world is one implementation of this.
 */
export interface StackPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly content: ContentPort;
  /** Static files and images. */
  readonly files: Fetch;
  /**
   * @param replica 0 for the primary, 1, 2 … for its replicas.
   * @param shard Of a design that has more than one. @default 0
   */
  database(replica: number, shard?: number): SqlDatabase;
  /** @param namespace Keeps the keys of different users apart. */
  sharedStore(namespace: string): KeyValueStore;
  /** One for each instance. */
  tagBus(): TagBus;
  /** Adds a hop's own time to the way; nothing in the live world. */
  hop(name: Hop): Tier;
  /** The way to clients and between points of presence; undefined for a live design that has none. */
  readonly network?: ClientNetwork;
}
