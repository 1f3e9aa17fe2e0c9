import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { EXIT, Failure } from "../../base/errors.ts";
import { TraceCollector } from "../../trace/collect.ts";
import { detectFormat } from "../../trace/detect_format.ts";
import type { BatchSink, TraceReader } from "../../trace/record_batch.ts";
import type { Trace } from "../../trace/trace.ts";
import { ZstdFrames } from "../../trace/zstd_frames.ts";

/** How to read a trace file. */
export interface TraceFileOptions {
  /** A registered format; otherwise the content tells. */
  readonly format?: string | undefined;
  /** Columns of a CSV file, `time=1,key=2,size=3`. */
  readonly columns?: string | undefined;
  /** Only so many requests from the start. */
  readonly limit?: number | undefined;
  /** Told how many bytes of the file (as stored) were read. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Reads a whole trace file, plain, .gz or .zst (told by its content), into memory.
 *
 * @throws Failure with exit status 4 when the file cannot be read, 2 when its content is not a trace.
 */
export async function readTraceFile(path: string, options: TraceFileOptions = {}): Promise<Trace> {
  const collector = new TraceCollector({ limit: options.limit });
  const { reader, format } = await streamTraceFile(path, collector.sink, { ...options, stop: () => collector.full });
  return collector.finish(reader, { name: path, format });
}

/**
 * Reads a trace file batch by batch: the file may be larger than memory. Holds two chunks, one batch (1 MiB) and the table of keys.
 *
 * @param options `stop`: asked after each chunk; true ends the reading early.
 */
export async function streamTraceFile(
  path: string,
  sink: BatchSink,
  options: TraceFileOptions & { readonly stop?: () => boolean } = {},
): Promise<{ reader: TraceReader; format: string }> {
  let head: Uint8Array = new Uint8Array(0);
  let found: { reader: TraceReader; format: string } | null = null;
  const begin = () => {
    const { name, format } = detectFormat(head, { name: path, format: options.format });
    found = { reader: format.reader(sink, { name: path, columns: options.columns }), format: name };
    found.reader.push(head);
    return found;
  };
  for await (const chunk of traceChunks(path, options)) {
    if (found === null) {
      head = concat(head, chunk);
      if (head.length >= HEAD_BYTES) begin();
    } else (found as { reader: TraceReader }).reader.push(chunk);
    if (options.stop?.()) return found ?? begin();
  }
  const result = found ?? begin();
  result.reader.end();
  return result;
}

const HEAD_BYTES = 1 << 16;
const CHUNK_BYTES = 1 << 20;
const PLAIN_CHUNK_BYTES = 1 << 21;

/** The decompressed content, chunk by chunk; each is valid until the next one is asked for. Streams of node:zlib do not stop at the first member of a .gz file that has several. */
export async function* traceChunks(path: string, options: TraceFileOptions = {}): AsyncGenerator<Uint8Array> {
  const compression = compressionOf(path);
  try {
    yield* compression === "none" ? plainChunks(path, options) : unpackedChunks(path, compression, options);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw fileFailure(path, cause, compression);
  }
}

/**
 * One buffer, used again and again: whoever keeps something of a chunk copies it. A read from the page cache takes about a
 * millisecond, so it is a plain call; between two of them other work may run.
 */
async function* plainChunks(path: string, options: TraceFileOptions): AsyncGenerator<Uint8Array> {
  const file = openSync(path, "r");
  try {
    const buffer = new Uint8Array(PLAIN_CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, null);
      if (length === 0) return;
      options.onProgress?.(bytes += length);
      yield buffer.subarray(0, length);
      await setImmediate();
    }
  } finally {
    closeSync(file);
  }
}

async function* unpackedChunks(
  path: string,
  compression: "gzip" | "zstd",
  options: TraceFileOptions,
): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const frames = compression === "zstd" ? new ZstdFrames() : null;
  const unpack = compression === "gzip"
    ? createGunzip({ chunkSize: CHUNK_BYTES })
    : createZstdDecompress({ chunkSize: CHUNK_BYTES });
  let bytes = 0;
  file.on("data", (part) => {
    options.onProgress?.(bytes += part.length);
    frames?.push(part as Uint8Array);
  });
  file.on("error", (error) => unpack.destroy(error));
  file.pipe(unpack);
  try {
    for await (const chunk of unpack) yield chunk as Uint8Array;
    if (frames?.complete === false) {
      throw new Failure(
        "bad-trace",
        `Cannot unpack the trace ${path}: it must be sound zstd data: received a file that ends within a frame`,
      );
    }
  } finally {
    file.destroy();
  }
}

function compressionOf(path: string): "gzip" | "zstd" | "none" {
  try {
    const file = openSync(path, "r");
    try {
      const magic = new Uint8Array(4);
      readSync(file, magic, 0, 4, 0);
      const word = new DataView(magic.buffer).getUint32(0);
      if (word >>> 16 === 0x1f8b) return "gzip";
      return word === 0x28b52ffd ? "zstd" : "none";
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw fileFailure(path, cause, "none");
  }
}

/** Faults of the system (ENOENT, EACCES, EISDIR) mean "cannot be reached", faults of the decompressor mean "wrong content". */
function fileFailure(path: string, cause: unknown, compression: string): Failure {
  const why = cause instanceof Error ? cause.message.replaceAll(/\s+/g, " ") : String(cause);
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (/^(E[A-Z]+)$/.test(code)) {
    return new Failure(
      "unreadable-file",
      `Cannot read the trace ${path}: it must be a readable file: received ${code}`,
      {
        exitStatus: EXIT.unreachable,
        cause,
      },
    );
  }
  return new Failure(
    "bad-trace",
    `Cannot unpack the trace ${path}: it must be sound ${compression} data: received ${why}`,
    {
      cause,
    },
  );
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
