import { type Case, judgeCases } from "./cases.ts";
import type { Check } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import { spanText, valueText } from "./figure_text.ts";

/** How near a value counts as the same. */
const NEAR = 0.1;

/**
 * Looks for a circumstance that reproduces a number which the document shows without naming its traffic. It holds under the
 * condition of that circumstance, or somewhere between two; otherwise it is not reproduced.
 */
export function sample(casesOf: (evidence: Evidence) => Case[], missing: string): Check {
  return (figure, evidence) => {
    const cases = casesOf(evidence).map((one) => ({ ...one, mean: mean(one.values) })).sort((a, b) => a.mean - b.mean);
    const wanted = figure.low;
    if (cases.length === 0 || wanted === null) return judgeCases(figure, [], { better: "exact", missing });
    const simulated = spanText(cases.flatMap(({ values }) => values), figure.unit);
    const near = cases.filter((one) => Math.abs(one.mean - wanted) <= NEAR * wanted);
    const list = (some: typeof cases) => some.map(({ where, mean }) => `${where} ${valueText(mean)}`).join(", ");
    const [above, below] = [cases.find((one) => one.mean > wanted), cases.findLast((one) => one.mean < wanted)];
    if (near.length > 0) {
      return {
        simulated,
        live: null,
        verdict: "holds under a stated condition",
        why: `a sample without its traffic; reproduced within 10 % by ${list(near)}`,
      };
    }
    if (above !== undefined && below !== undefined) {
      return {
        simulated,
        live: null,
        verdict: "holds under a stated condition",
        why: `a sample without its traffic; it lies between ${list([below])} and ${list([above])}`,
      };
    }
    const why = `a sample without its traffic, which no run comes near: ${list(cases)}`;
    return { simulated, live: null, verdict: "does not hold", why };
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
