import { Section } from "../../elements/section.tsx";

/** A short guide for those who see such a report for the first time. */
export function ReplayReading() {
  return (
    <Section id="reading" title="How to read this report">
      <dl class="guide">
        <dt>Hit ratio</dt>
        <dd>
          Share of all requests that the cache answers, from the first request to an empty cache on. The share of bytes
          weighs each request by its size. The miss ratio is what remains to 100 %.
        </dd>
        <dt>Bound</dt>
        <dd>
          What knowing the future would give. At sizes in objects: Belady's rule (1966), exact when every object takes
          one place. At sizes in bytes: PFOO-L (Berger, Beckmann, Harchol-Balter, 2018), which lies above what is
          reachable.
        </dd>
        <dt>Points</dt>
        <dd>Percentage points: 40 % is 3 points more than 37 %.</dd>
        <dt>Knee</dt>
        <dd>Where a curve bends: below it, memory buys many hits; beyond it, few. A place to start, not a law.</dd>
        <dt>Miniature simulation</dt>
        <dd>
          A hashed share of the objects in a cache of the same share of the size (Waldspurger and others, 2017). The
          curve may lie a point beside the rows of the table, which are exact.
        </dd>
        <dt>Causes of misses</dt>
        <dd>
          Compulsory: the first request to an object. Capacity: it was evicted while still good; more memory helps.
          Expired: its time to live was over; no memory helps. Invalidated: its value changed; a trace of reads has
          none.
        </dd>
        <dt>Logarithmic scales</dt>
        <dd>Equal steps mean equal factors: look at the labels before you compare lengths.</dd>
      </dl>
    </Section>
  );
}
