import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Clock } from "../flow/clock.ts";
import type { Operation } from "../flow/operation.ts";
import type { Coding, ContentPort } from "../ports/content.ts";
import type { Body, Tier, WebReply, WebRequest } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";
import { codedHeaders, withVary } from "./coded_headers.ts";
import { isCompressible } from "./compressible.ts";
import { negotiateCoding } from "./negotiation.ts";

/** What compression works with, and how hard. */
export interface CompressionOptions {
  readonly content: ContentPort;
  readonly clock: Clock;
  readonly probe: Probe;
  /** Content of at most so many bytes is sent as it is. @default 1024 */
  readonly thresholdBytes?: number;
  /** 0..11. @default 4 */
  readonly brotliLevel?: number;
  /** 1..9. @default 6 */
  readonly gzipLevel?: number;
}

/** Compresses replies on their way back. */
export interface Compression {
  readonly tier: Tier;
  /** Codes one reply for one request; gives the reply itself where there is nothing to do. Never fails. */
  compress(reply: WebReply, request: WebRequest): Operation<WebReply>;
}

const OFFERED: readonly Coding[] = ["br", "gzip"];

/**
 * Response compression on the fly: Brotli before gzip before nothing, for content above a threshold whose type shrinks.
 *
 * Stands in front of (outside) `entityTags`: a 304 then passes without work, and tags are made of the uncoded bytes. The threshold and the
 * levels are those of architecture A ("Compression Flow"). A client that refuses even identity gets identity all the same, which
 * RFC 9110, section 15.5.7 permits. Output that is not smaller than its input is thrown away. A codec that fails costs its
 * coding, not the reply.
 *
 * A 304 gets `vary` as its 200 would have; since neither size nor type is known any more it gets it always, which costs nothing.
 *
 * @throws RangeError when the threshold or a level is out of range.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { immediate } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { createCompression } from "./compression.ts";
 * const content = {
 *   render: () => immediate({ sizeBytes: 0, content: 0 }),
 *   compress: () => immediate({ sizeBytes: 900, content: 1 }),
 *   entityTag: () => immediate('"1"'),
 * };
 * const request = { method: "GET", path: "/", headers: { "accept-encoding": "gzip, br" } } as const;
 * const headers = { "content-type": "text/html" };
 * const reply = { status: 200, headers, body: { sizeBytes: 4000, content: 0 }, servedBy: "application" };
 * const coded = simulate((clock) => {
 *   return createCompression({ content, clock, probe: { emit: () => {} } }).compress(reply, request);
 * });
 * assertEquals([coded.headers["content-encoding"], coded.headers["x-compression-ratio"]], ["br", "0.225"]);
 * ```
 */
export function createCompression(options: CompressionOptions): Compression {
  const { clock, content, probe } = options;
  const thresholdBytes = options.thresholdBytes ?? 1024;
  const levels = { br: options.brotliLevel ?? 4, gzip: options.gzipLevel ?? 6 };
  checkSettings(thresholdBytes, levels);

  function code(reply: WebReply, body: Body, coding: Coding): Operation<WebReply> {
    const startedMs = clock.nowMs();
    const failed = (error: unknown) => {
      probe.emit({ kind: "degraded", component: "compression", reason: reasonOf(error) });
      return immediate(varied(reply));
    };
    const done = (coded: Body) => {
      const inputBytes = body.sizeBytes;
      const outputBytes = coded.sizeBytes;
      probe.emit({ kind: "compressed", coding, inputBytes, outputBytes, latencyMs: clock.nowMs() - startedMs });
      if (outputBytes >= inputBytes) return immediate(varied(reply));
      const headers = codedHeaders(reply.headers, { coding, inputBytes, outputBytes });
      return immediate<WebReply>({ status: reply.status, headers, body: coded, servedBy: reply.servedBy });
    };
    try {
      return chain(content.compress(body, coding, levels[coding]), done, failed);
    } catch (error) {
      return failed(error);
    }
  }

  /** The reply when it is finished without a codec; otherwise the coding that it wants. */
  function plan(reply: WebReply, request: WebRequest): WebReply | Coding {
    const isHead = request.method === "HEAD";
    if (reply.status === 304) return varied(reply);
    const sizeBytes = reply.body?.sizeBytes ?? (isHead ? Number(reply.headers["content-length"] ?? 0) : 0);
    if (!(sizeBytes > thresholdBytes) || !isCompressible(reply)) return reply;
    const coding = negotiateCoding(request.headers["accept-encoding"], OFFERED);
    if (coding === "identity" || coding === "none-acceptable") return varied(reply);
    if (!isHead) return coding;
    const headers = codedHeaders(reply.headers, { coding, inputBytes: sizeBytes, outputBytes: undefined });
    return { ...reply, headers, body: undefined };
  }

  function compress(reply: WebReply, request: WebRequest): Operation<WebReply> {
    const planned = plan(reply, request);
    return typeof planned === "object" ? immediate(planned) : code(reply, reply.body!, planned);
  }

  return {
    tier: (next) => (request) => chain(next(request), (reply) => compress(reply, request)),
    compress,
  };
}

function varied(reply: WebReply): WebReply {
  const headers = withVary(reply.headers);
  return headers === reply.headers ? reply : { ...reply, headers };
}

function checkSettings(thresholdBytes: number, levels: { br: number; gzip: number }): void {
  if (!(thresholdBytes >= 0)) {
    throw new RangeError(
      `Cannot make compression: thresholdBytes must be a number of at least 0: received ${thresholdBytes}`,
    );
  }
  checkLevel("brotliLevel", levels.br, 0, 11);
  checkLevel("gzipLevel", levels.gzip, 1, 9);
}

function checkLevel(name: string, level: number, least: number, most: number): void {
  if (Number.isInteger(level) && level >= least && level <= most) return;
  throw new RangeError(
    `Cannot make compression: ${name} must be a whole number from ${least} to ${most}: received ${level}`,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
