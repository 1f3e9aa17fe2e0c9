import type { DesignConfig } from "../designs/design_config.ts";
import type { Clock } from "../flow/clock.ts";
import type { Flow } from "../flow/operation.ts";
import type { Coding, ContentPort } from "../ports/content.ts";
import type { Body } from "../ports/http.ts";

/** Content to try codecs on: a kind of content, cut to a size. */
export interface Sample {
  /** "product JSON", "product page (HTML)" */
  readonly kind: string;
  readonly body: Body;
}

/** One codec at one level on one sample. */
export interface CodecTrial {
  readonly kind: string;
  readonly inputBytes: number;
  readonly coding: Coding;
  readonly level: number;
  readonly outputBytes: number;
  /** The middle of a few runs: the work alone, on this machine. */
  readonly ms: number;
}

/** A coding at a level. */
export interface Codec {
  readonly coding: Coding;
  readonly level: number;
}

/** What files that are compressed once, ahead of time, can afford. */
const HIGHEST: Codec = { coding: "br", level: 11 };

/** The codecs that the designs use, and the highest level beside them. */
export function codecsOf(designs: Iterable<DesignConfig>): Codec[] {
  const levels = { br: new Set<number>([HIGHEST.level]), gzip: new Set<number>() };
  for (const { compression, reverseProxy } of designs) {
    if (compression) levels.br.add(compression.brotliLevel);
    if (compression) levels.gzip.add(compression.gzipLevel);
    if (reverseProxy) levels.br.add(reverseProxy.brotliLevel);
  }
  return (["br", "gzip"] as const).flatMap((coding) => [...levels[coding]].map((level) => ({ coding, level })));
}

/** Above this level a codec is for files that are compressed once, ahead of time: one run tells enough. */
const SLOW_FROM = 9;

/** Compresses every sample with every codec, each a few times. */
export function* tryCodecs(
  samples: readonly Sample[],
  codecs: readonly Codec[],
  tools: { readonly content: ContentPort; readonly clock: Clock; readonly times: number },
): Flow<CodecTrial[]> {
  const trials: CodecTrial[] = [];
  for (const { kind, body } of samples) {
    for (const { coding, level } of codecs) {
      const took: number[] = [];
      let outputBytes = 0;
      for (let time = 0; time < (level > SLOW_FROM ? 1 : tools.times); time++) {
        const startedMs = tools.clock.nowMs();
        outputBytes = (yield* tools.content.compress(body, coding, level)).sizeBytes;
        took.push(tools.clock.nowMs() - startedMs);
      }
      const ms = took.sort((a, b) => a - b)[took.length >> 1]!;
      trials.push({ kind, inputBytes: body.sizeBytes, coding, level, outputBytes, ms });
    }
  }
  return trials;
}
