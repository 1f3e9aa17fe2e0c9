import { formatCount, formatPercent } from "../../base/units.ts";
import type { ReplayResult } from "../../runner/result_replay_schema.ts";
import { HARDLY_RATIO } from "./best_policy.ts";
import { pointsText } from "./points_text.ts";
import { isBoundary } from "./replay_names.ts";
import { isSameSize, sizesOf, sizeText } from "./replay_sizes.ts";

/** What follows for whoever sizes a cache, in a few sentences. */
export function replayConclusions(result: ReplayResult): string[] {
  const { trace, shape } = result;
  const compulsory = trace.objects / trace.requests;
  const sentences = [
    `${formatCount(trace.objects)} of ${formatCount(trace.requests)} requests (${
      formatPercent(compulsory)
    }) are first ` +
    `requests, which no cache answers: ${
      formatPercent(1 - compulsory)
    } is the highest hit ratio that any size can give.`,
  ];
  if (shape !== null && shape.onceOnly > 0) {
    sentences.push(
      `${formatPercent(shape.onceOnly / trace.objects)} of the objects are asked for only once; ` +
        `a policy that keeps them out has that much more room for the others.`,
    );
  }
  return [...sentences, ...kneeSentence(result), ...closeSentence(result), ...newcomersSentence(result)];
}

/** What doubling the memory at the knee of the first curve would bring. */
function kneeSentence({ curves, trace }: ReplayResult): string[] {
  const curve = curves.find(({ role, knee }) => role === "policy" && knee !== null);
  if (!curve || curve.knee === null) return [];
  const [size, ratio] = [curve.sizes[curve.knee]!, curve.missRatios[curve.knee]!];
  const double = curve.sizes.findIndex((other) => other >= 2 * size);
  const beyond = double < 0 ? curve.missRatios.at(-1)! : curve.missRatios[double]!;
  return [
    `The curve of ${curve.policy} bends at ${sizeText({ size, sizeUnit: "objects" }, trace)}, where ` +
    `${formatPercent(1 - ratio)} hit; twice that memory brings ${pointsText(ratio - beyond)} more.`,
  ];
}

/** Where the choice hardly matters. */
function closeSentence(result: ReplayResult): string[] {
  const close = sizesOf(result).filter((size) => {
    const ratios = result.rows.filter((row) => isSameSize(row, size) && !isBoundary(row.policy))
      .map(({ missRatio }) => missRatio);
    return ratios.length > 1 && Math.max(...ratios) - Math.min(...ratios) < HARDLY_RATIO;
  });
  if (close.length === 0) return [];
  const where = close.map((size) => sizeText(size, result.trace)).join(" and ");
  return [`At ${where} all policies lie within half a point of each other: there the choice hardly matters.`];
}

/** Whether the working set still moves when the trace ends. */
function newcomersSentence({ shape }: ReplayResult): string[] {
  const windows = shape?.workingSet ?? [];
  const last = windows.slice(-Math.ceil(windows.length / 10));
  const distinct = last.reduce((sum, window) => sum + window.distinct, 0);
  const fresh = last.reduce((sum, window) => sum + window.fresh, 0);
  if (windows.length < 10 || distinct === 0) return [];
  return [
    `In the last tenth of the trace, ${
      formatPercent(fresh / distinct)
    } of the objects asked for in a stretch had never been ` +
    `asked for before${fresh / distinct > 0.1 ? ": the working set keeps shifting" : ": the working set has settled"}.`,
  ];
}
