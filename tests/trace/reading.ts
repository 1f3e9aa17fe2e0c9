import { TraceCollector } from "../../src/trace/collect.ts";
import { detectFormat } from "../../src/trace/detect_format.ts";
import type { Trace } from "../../src/trace/trace.ts";

/** Reads a trace from text or bytes, pushed in pieces of `step` bytes. */
export function readTrace(
  content: string | Uint8Array,
  options: { format?: string; columns?: string; step?: number; limit?: number } = {},
): Trace {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const { name, format } = detectFormat(bytes.subarray(0, 65_536), { name: "test", format: options.format });
  const collector = new TraceCollector({ limit: options.limit });
  const reader = format.reader(collector.sink, { name: "test", columns: options.columns });
  const step = options.step ?? bytes.length;
  for (let from = 0; from < bytes.length; from += step) reader.push(bytes.subarray(from, from + step));
  reader.end();
  return collector.finish(reader, { name: "test", format: name });
}

/** The blocks of a writer, joined. */
export function joined(blocks: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  const all = [...blocks];
  const bytes = new Uint8Array(all.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of all) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes;
}
