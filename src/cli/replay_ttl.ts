import { Failure } from "../base/errors.ts";
import { parseDuration } from "../base/units.ts";
import type { TimeToLive } from "../trace/ttl_replay.ts";

/**
 * Reads a time to live: `5min` for all, `none` for ever, `from-trace`, or classes of keys with their shares, `80%:1min,20%:1h`.
 *
 * @throws Failure `bad-duration` or `bad-ttl`
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseTimeToLive } from "./replay_ttl.ts";
 * assertEquals(parseTimeToLive("5min"), { kind: "fixed", ttlMs: 300_000 });
 * assertEquals(parseTimeToLive("from-trace"), { kind: "trace" });
 * ```
 */
export function parseTimeToLive(text: string): TimeToLive {
  if (text.trim() === "from-trace") return { kind: "trace" };
  if (text.trim() === "none") return { kind: "none" };
  if (!text.includes(":")) return { kind: "fixed", ttlMs: lifetime(text) };
  const classes = text.split(",").map((part) => {
    const match = /^(\d+(?:\.\d+)?)%:(.+)$/.exec(part.trim());
    if (match && Number(match[1]) > 0) return { share: Number(match[1]) / 100, ttlMs: lifetime(match[2]!) };
    throw new Failure(
      "bad-ttl",
      `Cannot read --ttl: a class must look like 80%:5min: received ${JSON.stringify(part)}`,
    );
  });
  const whole = classes.reduce((sum, { share }) => sum + share, 0);
  if (Math.abs(whole - 1) < 1e-6) return { kind: "classes", classes };
  throw new Failure(
    "bad-ttl",
    `Cannot read --ttl: its shares must add up to 100 %: received ${+(whole * 100).toFixed(3)} %`,
  );
}

function lifetime(text: string): number {
  const ttlMs = parseDuration(text, "--ttl");
  if (ttlMs > 0) return ttlMs;
  throw new Failure("bad-duration", `Cannot read --ttl: it must be above 0: received ${JSON.stringify(text)}`);
}
