import { Failure } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import { lookup } from "../base/registry.ts";
import { createPolicy, parsePolicies, type PolicySpec } from "../eviction/create_policy.ts";
import { parseCacheSizes } from "../trace/cache_size.ts";
import * as formats from "../trace/registered_formats.ts";
import { commandLine } from "./circumstances.ts";
import { wholeNumber } from "./option_values.ts";
import { parseTimeToLive } from "./replay_ttl.ts";

/** The options of `tierlab replay` as commander hands them over. */
export interface ReplayArguments {
  readonly format?: string;
  readonly columns?: string;
  readonly policy: string;
  readonly size: string;
  readonly mrc?: boolean;
  readonly ttl?: string;
  readonly limit?: string;
  readonly jobs: string;
  readonly saveTrace?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** What can be said of them before the trace is read. */
export interface ReplayOptions {
  readonly policies: readonly PolicySpec[];
  readonly limit: number | undefined;
  readonly jobs: number;
}

/** Refuses what is wrong whatever the trace, so that nobody waits for a mistyped option. */
export function replayOptions(given: ReplayArguments): ReplayOptions {
  if (given.format !== undefined) lookup("trace format", formats, given.format);
  const policies = parsePolicies(given.policy).filter((policy, index, all) => {
    return all.findIndex(({ text }) => text === policy.text) === index;
  });
  // Values of options are checked when a policy is made.
  for (const policy of policies) createPolicy(policy, { capacity: 64, ids: 64, random: new Random(1) });
  parseCacheSizes(given.size, { objects: 1, bytes: 1 });
  if (given.ttl !== undefined) parseTimeToLive(given.ttl);
  for (const [name, path] of [["--out", given.out], ["--save-trace", given.saveTrace]] as const) {
    if (path === "") throw new Failure("bad-path", `Cannot use ${name}: it must be a path: received ""`);
  }
  return {
    policies,
    limit: given.limit === undefined
      ? undefined
      : wholeNumber(given.limit, "--limit", { least: 1, most: Number.MAX_SAFE_INTEGER }),
    jobs: wholeNumber(given.jobs, "--jobs", { least: 1, most: 64 }),
  };
}

/** The folder of a trace's report: `reports/replay-web07` for `data/web07.oracleGeneral.bin.zst`. */
export function defaultFolder(path: string): string {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const name = (file.split(".").find((part) => part !== "") ?? "").replace(/[^\w-]+/g, "-");
  return `reports/replay-${name || "trace"}`;
}

/** The command that gives the same numbers again, with everything that decides them spelled out. */
export function repeatReplay(path: string, given: ReplayArguments): string {
  const { format, columns, policy, size, ttl, limit, out, mrc } = given;
  const values = Object.entries({ format, columns, policy, size, ttl, limit, out })
    .flatMap(([name, value]) => value === undefined ? [] : [`--${name}`, value]);
  return commandLine(["replay", path, ...values, ...(mrc ? ["--mrc"] : [])]);
}
