import { LatencyHistogram } from "../../base/latency_histogram.ts";
import { formatSize } from "../../base/units.ts";
import { type Case, judgeCases } from "../cases.ts";
import type { Check, Checks } from "../check.ts";
import type { CodecTrial } from "../codec_trial.ts";
import type { Walk } from "../data_flow_walk.ts";
import type { Evidence } from "../evidence.ts";
import type { Figure } from "../figure.ts";
import { parameter } from "../parameter.ts";
import { keepsFigure } from "../promise.ts";

const MISSING = "nothing was compressed";
const HIGHEST_LEVEL = 11;

/** The levels that the built designs use: no second list of numbers. */
function levelsOf(evidence: Evidence): { br: number; gzip: number; thresholdBytes: number } | undefined {
  const compression = [...evidence.designs.values()].find((design) => design.compression)?.compression;
  if (compression === undefined) return undefined;
  const { brotliLevel, gzipLevel, thresholdBytes } = compression;
  return { br: brotliLevel, gzip: gzipLevel, thresholdBytes };
}

/** What a codec made of a content, beside gzip at the design's level. */
interface Pair {
  readonly br: CodecTrial;
  readonly gzip: CodecTrial;
}

/** Brotli trials above the design's threshold, each with gzip's trial of the same content. */
function pairsOf(evidence: Evidence, brotliLevel: number): Pair[] {
  const levels = levelsOf(evidence);
  if (levels === undefined) return [];
  const trials = (evidence.live?.codecs ?? []).filter(({ inputBytes }) => inputBytes > levels.thresholdBytes);
  return trials.filter(({ coding, level }) => coding === "br" && level === brotliLevel).flatMap((br) => {
    const gzip = trials.find((other) =>
      other.coding === "gzip" && other.level === levels.gzip && other.kind === br.kind &&
      other.inputBytes === br.inputBytes
    );
    return gzip ? [{ br, gzip }] : [];
  });
}

/**
 * One case for all content when none or all of it keeps the figure; otherwise for each kind at most two: the sizes that keep it, and
 * those that do not.
 */
function casesByKind(figure: Figure, pairs: readonly Pair[], read: (pair: Pair) => number): Case[] {
  const kept = pairs.filter((pair) => keepsFigure(figure, read(pair), "higher")).length;
  if (pairs.length > 0 && (kept === 0 || kept === pairs.length)) {
    return [{ world: "live", where: "content of every kind and size", values: pairs.map(read) }];
  }
  const kinds = [...new Set(pairs.map(({ br }) => br.kind))];
  return kinds.flatMap((kind) => {
    const ofKind = pairs.filter(({ br }) => br.kind === kind);
    const keeps = (pair: Pair) => keepsFigure(figure, read(pair), "higher");
    return [ofKind.filter(keeps), ofKind.filter((pair) => !keeps(pair))].filter((part) => part.length > 0).map(
      (part) => {
        const sizes = part.map(({ br }) => br.inputBytes);
        const [least, largest] = [Math.min(...sizes), Math.max(...sizes)].map(formatSize);
        const span = least === largest ? least : `${least} to ${largest}`;
        return { world: "live" as const, where: `${kind} of ${span}`, values: part.map(read) };
      },
    );
  });
}

const reduction: Check = (figure, evidence) => {
  const pairs = pairsOf(evidence, levelsOf(evidence)?.br ?? NaN);
  const cases = casesByKind(figure, pairs, ({ br }) => (1 - br.outputBytes / br.inputBytes) * 100);
  return judgeCases(figure, cases, { better: "higher", missing: MISSING, note: "real Brotli at the design's level" });
};

/** The design's level for replies, the proxy's, and the highest, which only files compressed ahead of time can afford. */
const brotliGain: Check = (figure, evidence) => {
  const proxy = [...evidence.designs.values()].find((design) => design.reverseProxy)?.reverseProxy?.brotliLevel;
  const levels = new Set([levelsOf(evidence)?.br, proxy, HIGHEST_LEVEL].filter((level) => level !== undefined));
  const cases = [...levels].flatMap((level) =>
    casesByKind(figure, pairsOf(evidence, level), ({ br, gzip }) => (1 - br.outputBytes / gzip.outputBytes) * 100)
      .map((one) => ({ ...one, where: `Brotli ${level}, ${one.where}:` }))
  );
  return judgeCases(figure, cases, {
    better: "higher",
    missing: MISSING,
    note:
      "real codecs, against gzip at the design's level; level 11 is only for files that are compressed ahead of time",
  });
};

const meanKb = ({ pageBytes }: Walk) => pageBytes.sum / pageBytes.count / 1000;

function payloadCases(evidence: Evidence, design: string, withLive: boolean): Case[] {
  const simulated = evidence.walk(design);
  const live = withLive ? evidence.live?.walk : undefined;
  return [
    ...(simulated && simulated.pageBytes.count > 0
      ? [{ world: "simulated" as const, where: `${design} mean page`, values: [meanKb(simulated)] }]
      : []),
    ...(live && live.pageBytes.count > 0
      ? [{ world: "live" as const, where: "a-development live mean page", values: [meanKb(live)] }]
      : []),
  ];
}

/** Compression flow: settings, and what real codecs make of content of several kinds and sizes. */
export const compression: Checks = {
  "a.zip.threshold": parameter((design) => design.compression?.thresholdBytes),
  "a.zip.brotli": parameter((design) => design.compression?.brotliLevel),
  "a.zip.gzip": parameter((design) => design.compression?.gzipLevel),
  "a.nginx.brotli": parameter((design) => design.reverseProxy?.brotliLevel),
  "a.zip.reduction": reduction,
  "a.zip.brotli.gain": brotliGain,
  "a.zip.overhead": (figure, evidence) => {
    const walk = evidence.walk("a-staging");
    const real = evidence.live?.walk;
    const cases: Case[] = [
      ...distribution(walk, "simulated", "a page in a-staging"),
      ...distribution(real, "live", "a page in a-development live"),
    ];
    return judgeCases(figure, cases, { better: "lower", missing: MISSING, note: "time depends on the machine" });
  },
  "a.before.payload": (figure, evidence) =>
    judgeCases(figure, payloadCases(evidence, "baseline", false), {
      better: "exact",
      missing: "the baseline sent no page",
      assuming: "the shop's page is made to that size",
    }),
  "a.after.payload": (figure, evidence) =>
    judgeCases(figure, payloadCases(evidence, "a-staging", true), { better: "lower", missing: MISSING }),
};

function distribution(walk: Walk | undefined, world: Case["world"], where: string): Case[] {
  if (walk === undefined || walk.compression.ms.count === 0) return [];
  const histogram = LatencyHistogram.fromData(walk.compression.ms);
  return [
    { world, where: `${where} median`, values: [histogram.quantile(0.5)] },
    { world, where: `${where} p95`, values: [histogram.quantile(0.95)] },
  ];
}
