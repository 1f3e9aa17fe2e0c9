import { Failure } from "../base/errors.ts";
import { lookup, registryNames } from "../base/registry.ts";
import type { TraceFormat } from "./format.ts";
import * as registered from "./registered_formats.ts";

/**
 * The format of a file: the one named, otherwise the first registered one that recognises the file's first bytes.
 *
 * @param head The first bytes, decompressed; 64 KiB are plenty, the whole file when it is shorter.
 * @throws Failure `bad-trace` for an empty or unknown file, `unknown-name` for an unknown format.
 */
export function detectFormat(
  head: Uint8Array,
  want: { name: string; format?: string | undefined },
): { name: string; format: TraceFormat } {
  if (want.format !== undefined) {
    return { name: want.format, format: lookup<TraceFormat>("trace format", registered, want.format) };
  }
  if (head.length === 0) {
    throw new Failure(
      "bad-trace",
      `Cannot read the trace ${want.name}: it must hold at least one request: received 0 bytes`,
    );
  }
  const names = registryNames(registered);
  const formats = Object.values<TraceFormat>(registered).map((format, index) => ({ name: names[index]!, format }));
  const found = formats.toSorted((a, b) => a.format.rank - b.format.rank).find(({ format }) => format.recognise(head));
  if (found) return found;
  throw new Failure(
    "bad-trace",
    `Cannot tell the format of ${want.name}: it must be one of ${names.join(", ")}` +
      ` (say which with --format): received ${JSON.stringify(new TextDecoder().decode(head.subarray(0, 40)))}`,
  );
}
