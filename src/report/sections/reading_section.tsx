import { Section } from "../elements/section.tsx";

/** A short guide for those who see such a report for the first time. */
export function ReadingSection() {
  return (
    <Section id="reading" title="How to read this report">
      <dl class="guide">
        <dt>Budget</dt>
        <dd>
          A metric, a limit and a reason. “Not applicable” means that the design has nothing that the budget speaks of;
          it is neither met nor broken. “Not in every repeat” means that another seed may turn the verdict.
        </dd>
        <dt>Repeat</dt>
        <dd>
          A whole run with its own seed, and the unit of sampling: requests within a run are not independent of one
          another. Spans go from the least to the largest repeat; they are not confidence intervals.
        </dd>
        <dt>Percentile</dt>
        <dd>
          p95 is the latency that 95 % of requests stay below. “Too few” means that so few values cannot bound that
          percentile: p95 needs 72, p99 368, p99.9 3,688.
        </dd>
        <dt>Hit ratio and share of all</dt>
        <dd>
          A tier's hit ratio counts the look-ups that reached that tier; its share of all counts every cacheable
          request, so the shares of all tiers add up to what the caches answered together.
        </dd>
        <dt>Bands</dt>
        <dd>
          Grey bands are phases of the scenario; bands between dashed red lines are faults. All time charts share them.
        </dd>
        <dt>Logarithmic scales</dt>
        <dd>Equal steps mean equal factors: look at the labels before you compare lengths.</dd>
      </dl>
    </Section>
  );
}
