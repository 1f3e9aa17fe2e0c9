import type * as v from "valibot";
import { decode } from "../base/decode.ts";
import type { Policy, PolicyContext } from "./policy.ts";
import type { UnitReplay } from "./units/unit_replay.ts";

/** A registered policy: what it is, what it may be told, how it is made. */
export interface PolicyEntry {
  /** One line for `tierlab list policies`. */
  readonly description: string;
  /** Paper and year. */
  readonly source: string;
  /** Option names and their defaults. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** It must be told of the future: `Requests.next` in a replay; it cannot serve a store. */
  readonly clairvoyant: boolean;
  /** It goes by the time of requests: `Requests.timesMs` in a replay, `PolicyContext.now` in a store. */
  readonly timed: boolean;
  /** Decodes the options, fills in the defaults. @throws Failure `bad-input` naming the wrong option. */
  create(context: PolicyContext, options?: Readonly<Record<string, unknown>>): Policy;
  /** The same decisions in a loop for unit sizes; null when there is none for these options. @throws like `create` */
  replayUnits(context: PolicyContext, options?: Readonly<Record<string, unknown>>): UnitReplay | null;
}

/** Ties a policy's option schema to its constructor. */
export function definePolicy<Schema extends PolicyOptions>(policy: {
  description: string;
  source: string;
  clairvoyant?: boolean;
  timed?: boolean;
  options: Schema;
  create(context: PolicyContext, options: v.InferOutput<Schema>): Policy;
  /** Absent when the policy has no such loop. */
  replayUnits?(context: PolicyContext, options: v.InferOutput<Schema>): UnitReplay | null;
}): PolicyEntry {
  const defaults: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(policy.options.entries)) defaults[name] = schema.default;
  const decoded = (options: unknown) => decode(policy.options, options, "the options of the policy");
  return {
    description: policy.description,
    source: policy.source,
    clairvoyant: policy.clairvoyant ?? false,
    timed: policy.timed ?? false,
    defaults,
    create: (context, options = {}) => policy.create(context, decoded(options)),
    replayUnits: (context, options = {}) => policy.replayUnits?.(context, decoded(options)) ?? null,
  };
}

/** Every option is optional and has a default. */
type PolicyOptions =
  & v.GenericSchema
  & { readonly entries: Readonly<Record<string, { readonly default: unknown }>> };
