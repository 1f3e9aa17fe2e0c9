import { Failure } from "../base/errors.ts";
import { lookup, suggestion } from "../base/registry.ts";
import type { PolicyEntry } from "./entry.ts";
import type { Policy, PolicyContext } from "./policy.ts";
import * as registered from "./registered.ts";

/** A policy as it is written on a command line, taken apart. */
export interface PolicySpec {
  /** As written, spaces trimmed: names the rows of a result. */
  readonly text: string;
  readonly entry: PolicyEntry;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Makes a policy from its written form: a name, then options after colons, `slru:segments=4:protected=0.8`.
 *
 * @throws Failure `unknown-name`, `bad-policy` or `bad-input` with one line saying what is meant.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Random } from "../base/random.ts";
 * import { createPolicy } from "./create_policy.ts";
 * const policy = createPolicy("lru", { capacity: 2, ids: 10, random: new Random(1) });
 * const hits = [1, 2, 1, 3, 2].map((id) => policy.request(id, 1));
 * assertEquals(hits, [false, false, true, false, false]);
 * ```
 */
export function createPolicy(spec: string | PolicySpec, context: PolicyContext): Policy {
  const { entry, options } = typeof spec === "string" ? parsePolicy(spec) : spec;
  return entry.create(context, options);
}

/**
 * Takes a comma-separated list apart. A comma may also stand between two options, since `name=value` cannot be a policy.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePolicies } from "./create_policy.ts";
 * assertEquals(parsePolicies("lru, sieve").map((spec) => spec.text), ["lru", "sieve"]);
 * ```
 */
export function parsePolicies(list: string): PolicySpec[] {
  const texts: string[] = [];
  for (const part of list.split(",").map((text) => text.trim())) {
    if (texts.length > 0 && /^[A-Za-z]+=/.test(part)) texts.push(`${texts.pop()}:${part}`);
    else texts.push(part);
  }
  return texts.map(parsePolicy);
}

/** Takes one policy apart and checks its name and the names of its options; values are checked when it is made. */
export function parsePolicy(spec: string): PolicySpec {
  const text = spec.trim();
  const [name = "", ...parts] = text.split(/[:,]/).map((part) => part.trim());
  const entry = lookup<PolicyEntry>("policy", registered, name);
  const options: Record<string, unknown> = {};
  for (const part of parts) {
    const [option = "", value, ...more] = part.split("=");
    if (value === undefined || value === "" || more.length > 0) {
      throw new Failure(
        "bad-policy",
        `Cannot read the policy ${text}: an option must look like name=value: received ${JSON.stringify(part)}`,
      );
    }
    const known = Object.keys(entry.defaults);
    if (!Object.hasOwn(entry.defaults, option)) {
      const meant = known.length === 0 ? "it takes none" : suggestion("option", known, option);
      throw new Failure("bad-policy", `Cannot set an option of the policy ${name}: ${meant}: received ${option}`);
    }
    options[option] = optionValue(value);
  }
  return { text, entry, options };
}

function optionValue(text: string): unknown {
  if (text === "true") return true;
  if (text === "false") return false;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}
