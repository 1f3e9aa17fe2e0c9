import { formatPercent } from "../../../base/units.ts";
import type { ReplayResult, ReplayResultRow } from "../../../runner/result_replay_schema.ts";
import { Swatch } from "../../elements/swatch.tsx";
import { PALETTE } from "../../palette.ts";
import { pointsText } from "../points_text.ts";
import { bestAt } from "../best_policy.ts";
import { isBoundary, policyNames } from "../replay_names.ts";
import { isSameSize, type SizeOf, sizesOf, sizeText } from "../replay_sizes.ts";

/** Sizes beside one another; more of them continue in a table below. */
const SIZES_ABREAST = 5;

/** Policies by sizes, the best policy first; bars are hit ratios, the tick on each is the bound. */
export function HitRatioMatrix({ result }: { result: ReplayResult }) {
  const sizes = sizesOf(result);
  const count = Math.ceil(sizes.length / SIZES_ABREAST);
  const abreast = Math.ceil(sizes.length / count);
  return (
    <>
      {Array.from(
        { length: count },
        (_, index) => (
          <Matrix
            key={index}
            result={result}
            sizes={sizes.slice(index * abreast, (index + 1) * abreast)}
          />
        ),
      )}
    </>
  );
}

function Matrix({ result, sizes }: { result: ReplayResult; sizes: readonly SizeOf[] }) {
  const { trace } = result;
  const names = policyNames(result);
  return (
    <table class="matrix ratios" role="table">
      <caption>
        Hit ratios, the policy with the most hits first. Bars go from 0 to 100 % of the requests; the tick is the bound.
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">Policy</th>
          {sizes.map((size, index) => <th key={index} scope="col" role="columnheader">{sizeText(size, trace)}</th>)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {ranked(result).filter((name) => !isInBoundRow(result, name)).map((name) => (
          <tr key={name} role="row">
            <th scope="row" role="rowheader">
              <Swatch index={names.indexOf(name)} /> {name}
              {isBoundary(name) ? <span class="reason">knows the future or has no limit</span> : null}
            </th>
            {sizes.map((size, index) => <Cell key={index} result={result} policy={name} size={size} />)}
          </tr>
        ))}
        <BoundRow result={result} sizes={sizes} />
      </tbody>
    </table>
  );
}

function Cell({ result, policy, size }: { result: ReplayResult; policy: string; size: SizeOf }) {
  const row = result.rows.find((row) => row.policy === policy && isSameSize(row, size));
  if (!row) return <td role="cell">–</td>;
  const bound = result.bounds.find((bound) => isSameSize(bound, size));
  const best = bestAt(result, size);
  const isBest = best.includes(row) && result.rows.filter((other) => isSameSize(other, size)).length > 1;
  const hitRatio = 1 - row.missRatio;
  return (
    <td role="cell" class={isBest ? "best" : undefined}>
      <span class="of">{sizeText(size, result.trace)}</span>
      <span class="value">{formatPercent(hitRatio)}</span>
      {isBest
        ? (
          <span class="mark met">
            <span aria-hidden="true">★</span> {best.length > 1 ? "best, shared" : "best"}
          </span>
        )
        : null}
      <Bar hitRatio={hitRatio} boundRatio={bound === undefined ? undefined : 1 - bound.missRatio} />
      <span class="span">{detail(row, result)}</span>
      {bound === undefined ? null : <span class="span">{distanceText(row.missRatio - bound.missRatio)}</span>}
    </td>
  );
}

function detail(row: ReplayResultRow, { trace }: ReplayResult): string {
  return trace.bytes === null ? "" : `${formatPercent(1 - row.byteMissRatio)} of the bytes`;
}

function distanceText(distance: number): string {
  return distance < 0 ? "beyond the bound of unit sizes" : `${pointsText(distance)} to the bound`;
}

function Bar({ hitRatio, boundRatio }: { hitRatio: number; boundRatio: number | undefined }) {
  const at = (ratio: number) => Number((ratio * 100).toFixed(1));
  return (
    <svg class="headroom" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <path class="track" d="M0 4H100" />
      <path class="bar" d={`M0 4H${at(hitRatio)}`} />
      {boundRatio === undefined ? null : <path class="limit-line" d={`M${at(boundRatio)} 0V8`} />}
    </svg>
  );
}

function BoundRow({ result, sizes }: { result: ReplayResult; sizes: readonly SizeOf[] }) {
  if (result.bounds.length === 0) return null;
  const byBytes = result.bounds.some(({ method }) => method === "pfoo-l");
  return (
    <tr role="row" class="bound">
      <th scope="row" role="rowheader">
        <svg class="dash" viewBox="0 0 23 12" aria-hidden="true">
          <path d="M1 6H22" stroke={PALETTE.ink.light} stroke-width="2" stroke-dasharray="6 3" />
        </svg>{" "}
        bound
        <span class="reason">
          Belady's rule: the future known{byBytes ? "; at sizes in bytes PFOO-L, which no policy can reach" : ""}
        </span>
      </th>
      {sizes.map((size, index) => {
        const bound = result.bounds.find((bound) => isSameSize(bound, size));
        if (!bound) return <td key={index} role="cell">–</td>;
        return (
          <td key={index} role="cell">
            <span class="of">{sizeText(size, result.trace)}</span>
            <span class="value">{formatPercent(1 - bound.missRatio)}</span>
            <Bar hitRatio={1 - bound.missRatio} boundRatio={undefined} />
          </td>
        );
      })}
    </tr>
  );
}

/** Belady's own rows say what the bound's say. */
function isInBoundRow(result: ReplayResult, name: string): boolean {
  return name === "belady" && result.bounds.every(({ method }) => method === "belady") && result.bounds.length > 0;
}

/** By hits over all sizes, bounds last. */
function ranked(result: ReplayResult): string[] {
  const missed = (name: string) =>
    result.rows.filter(({ policy }) => policy === name).reduce((sum, { missRatio }) => sum + missRatio, 0);
  return policyNames(result).toSorted((a, b) => {
    return Number(isBoundary(a)) - Number(isBoundary(b)) || missed(a) - missed(b);
  });
}
