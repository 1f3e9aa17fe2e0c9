import { parsePolicy } from "../../src/eviction/create_policy.ts";
import * as registered from "../../src/eviction/registered.ts";
import { replay } from "../../src/trace/replay.ts";
import type { Trace } from "../../src/trace/trace.ts";

/** A cell of the expected table. */
export interface ExpectedRow {
  readonly trace: string;
  readonly policy: string;
  readonly params: string;
  readonly sizeMode: "unit" | "bytes";
  readonly size: number;
  readonly requests: number;
  readonly misses: number;
}

/** How the other simulator's parameters are written here. */
const SPECS: Readonly<Record<string, string>> = {
  "clock n-bit-counter=2": "clock:bits=2",
  "slru seg-size=1:4": "slru:weights=1/4",
  "s3fifo move-to-main-threshold=1": "s3fifo:threshold=1",
  "beladySize ": "belady-size",
  "lirs ": "lirs:cooling=true",
};

/** Largest allowed difference of the miss ratio where chance or a sketch decides; what is not named must be equal. */
const BANDS: Readonly<Record<string, number>> = {
  beladySize: 0.007,
  hyperbolic: 0.003,
  lecar: 0.015,
  random: 0.02,
  // Another sketch, and window hits count here: a different policy in detail (see its docstring).
  wtinylfu: 0.05,
};

/** What a cell may differ by; null where the other simulator is defective (its small queues hold nothing). */
function allowance(row: ExpectedRow): number | null {
  if (row.policy === "s3fifo" && row.size < 20) return null;
  if (row.policy === "wtinylfu" && row.size < 110) return null;
  // There a queue of one object evicts the object that was just hit, and a ghost keeps its former size when it returns.
  if (row.policy === "lirs" && (row.size < 200 || row.trace === "adaptsize-a")) return 0.002;
  return BANDS[row.policy] ?? 0;
}

/** The folder of the shared traces beside the checkout; null in a newcomer's clone. */
export function sharedTraces(): string | null {
  const directory = new URL("../../../shared/traces", import.meta.url).pathname;
  try {
    return Deno.statSync(directory).isDirectory ? directory : null;
  } catch {
    return null;
  }
}

/** The rows of a file, or of both files of the shared folder. */
export function readExpected(path: string): ExpectedRow[] {
  const files = path.endsWith(".csv")
    ? [path]
    : [`${path}/expected-shared.csv`, `${path}/expected-shared-randomised.csv`];
  return files.flatMap((file) => Deno.readTextFileSync(file).trim().split("\n").slice(1)).map((line) => {
    const [trace, policy, params, sizeMode, size, , requests, , , misses] = line.split(",");
    return {
      trace: trace!,
      policy: policy!,
      params: params!,
      sizeMode: sizeMode === "bytes" ? "bytes" : "unit",
      size: Number(size),
      requests: Number(requests),
      misses: Number(misses),
    };
  });
}

/** Replays one cell; null when the policy is not one of ours. */
export function checkExpected(
  trace: Trace,
  row: ExpectedRow,
): { misses: number; allowed: boolean; setAside: boolean } | null {
  const spec = SPECS[`${row.policy} ${row.params}`] ?? row.policy;
  if (!(spec.split(":")[0]!.replace("-s", "S") in registered)) return null;
  const size = { text: "", capacity: row.size, unit: row.sizeMode === "bytes" ? "bytes" : "objects" } as const;
  const asked = row.sizeMode === "bytes" ? trace : { ...trace, sizes: null };
  const [result] = replay(asked, [{ policy: parsePolicy(spec), size }], { clock: () => 0, windows: 1 });
  const off = Math.abs(result!.misses - row.misses) / row.requests;
  const allowed = allowance(row);
  return { misses: result!.misses, allowed: allowed === null || off <= allowed, setAside: allowed === null };
}
