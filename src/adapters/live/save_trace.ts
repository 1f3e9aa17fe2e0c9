import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import { EXIT, Failure } from "../../base/errors.ts";
import type { Trace } from "../../trace/trace.ts";
import { writeDense } from "../../trace/write_dense.ts";
import { writeOracleGeneral } from "../../trace/write_oracle_general.ts";

/**
 * Writes a trace: our own format when the name ends in `.dense` (before `.gz` or `.zst`), oracleGeneral otherwise. The file
 * appears whole or not at all.
 *
 * @throws Failure `unwritable-file`, exit status 4.
 */
export async function saveTraceFile(path: string, trace: Trace): Promise<void> {
  const blocks = /\.dense(\.gz|\.zst)?$/.test(path) ? writeDense(trace) : writeOracleGeneral(trace);
  const unfinished = `${path}.unfinished`;
  const packing = path.endsWith(".gz") ? [createGzip()] : path.endsWith(".zst") ? [createZstdCompress()] : [];
  try {
    await pipeline([Readable.from(blocks), ...packing, createWriteStream(unfinished)]);
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    const why = cause instanceof Error && "code" in cause ? cause.code : cause;
    throw new Failure(
      "unwritable-file",
      `Cannot write the trace ${path}: its folder must be writable: received ${why}`,
      {
        exitStatus: EXIT.unreachable,
        cause,
      },
    );
  }
}
