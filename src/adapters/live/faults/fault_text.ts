import { Failure } from "../../../base/errors.ts";
import { parseDuration } from "../../../base/units.ts";
import type { LiveFault, TimedFault } from "./live_fault.ts";

const FORM = "PART:KIND@START+LENGTH with the kinds kill, pause, slow=50ms and drop=10%, such as redis:pause@8s+3s";

/**
 * Reads `--fault`: one or more, separated by commas.
 *
 * @param parts The parts that can be hurt.
 * @throws Failure `bad-fault`, `bad-duration`
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseFaults } from "./fault_text.ts";
 * const [fault] = parseFaults("redis:slow=50ms@8s+3s", ["redis"]);
 * assertEquals(fault, { part: "redis", fault: { kind: "slow", delayMs: 50 }, atMs: 8000, untilMs: 11_000 });
 * ```
 */
export function parseFaults(text: string, parts: readonly string[]): TimedFault[] {
  return text.split(",").map((one) => parseFault(one.trim(), parts));
}

function parseFault(text: string, parts: readonly string[]): TimedFault {
  const match = /^([a-z][a-z-]*):([a-z]+)(?:=([^@]+))?@([^+]+)\+(.+)$/.exec(text);
  if (match === null) throw bad(FORM, text);
  const [, part, kind, amount, at, length] = match;
  if (!parts.includes(part!)) throw bad(`of a part that this run can hurt (${parts.join(", ") || "none here"})`, text);
  const atMs = parseDuration(at!, "--fault's start");
  const lengthMs = parseDuration(length!, "--fault's length");
  if (!(lengthMs > 0)) throw bad("longer than 0", text);
  return { part: part!, fault: faultOf(kind!, amount, text), atMs, untilMs: atMs + lengthMs };
}

function faultOf(kind: string, amount: string | undefined, text: string): LiveFault {
  if ((kind === "kill" || kind === "pause") && amount === undefined) return { kind };
  if (kind === "slow" && amount !== undefined) return { kind, delayMs: parseDuration(amount, "--fault's delay") };
  if (kind === "drop" && amount !== undefined) {
    const share = /^\d+(\.\d+)?%$/.test(amount) ? Number(amount.slice(0, -1)) / 100 : NaN;
    if (share > 0 && share <= 1) return { kind, share };
    throw bad("a drop of a percentage above 0% and at most 100%", text);
  }
  throw bad(FORM, text);
}

function bad(expected: string, text: string): Failure {
  return new Failure("bad-fault", `Cannot read --fault: it must be ${expected}: received ${JSON.stringify(text)}`);
}
