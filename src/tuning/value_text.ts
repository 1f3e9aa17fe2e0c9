import { Failure } from "../base/errors.ts";
import { parseDuration, parseSize } from "../base/units.ts";
import { parsePolicy } from "../eviction/create_policy.ts";
import { suggestion } from "../base/registry.ts";
import type { DesignPath } from "./design_paths.ts";

const MS = { h: 3_600_000, min: 60_000, s: 1000 };
const BYTES = { GB: 1e9, MB: 1e6, KB: 1e3 };

/** Reads one value as it is written after `path=`. @throws Failure naming the path and what is expected. */
export function readValue(at: DesignPath, text: string, name: string): number | string | boolean {
  switch (at.kind) {
    case "duration":
      return parseDuration(text, name);
    case "size":
      return parseSize(text, name);
    case "count":
    case "number":
      return numberOf(text, { name, isWhole: at.kind === "count" });
    case "flag":
      if (text === "true" || text === "false") return text === "true";
      throw bad(name, "true or false", text);
    case "choice":
      if (at.options.includes(text)) return text;
      throw new Failure("bad-vary", `Cannot read ${name}: ${suggestion("value", at.options, text)}: received ${text}`);
    case "policy": {
      const policy = parsePolicy(text);
      if (policy.entry.clairvoyant) throw bad(name, "a policy that needs no knowledge of the future", text);
      return policy.text;
    }
    default:
      return at.kind satisfies never;
  }
}

/** A value so that `readValue` gives the very same: "1h", "94s", "64MB". */
export function writeValue({ kind }: Pick<DesignPath, "kind">, value: number | string | boolean): string {
  if (typeof value !== "number") return String(value);
  if (kind === "duration") return inUnits(value, MS, "ms");
  return kind === "size" ? inUnits(value, BYTES, "B") : String(value);
}

function inUnits(value: number, units: Readonly<Record<string, number>>, smallest: string): string {
  const unit = Object.entries(units).find(([, size]) => value >= size && value % size === 0);
  return unit === undefined ? `${value}${smallest}` : `${value / unit[1]}${unit[0]}`;
}

function numberOf(text: string, { name, isWhole }: { name: string; isWhole: boolean }): number {
  if (/^\d+(\.\d+)?$/.test(text) && (!isWhole || Number.isSafeInteger(Number(text)))) return Number(text);
  throw bad(name, isWhole ? "a whole number" : "a number", text);
}

function bad(name: string, expected: string, received: string): Failure {
  return new Failure("bad-vary", `Cannot read ${name}: it must be ${expected}: received ${JSON.stringify(received)}`);
}
