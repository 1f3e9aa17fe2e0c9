import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { circumstanceFacts } from "../../sections/circumstance_facts.ts";
import { Facts } from "../../elements/facts.tsx";
import { Section } from "../../elements/section.tsx";

/** All that it takes to get the same numbers again. */
export function ReplayRepeat({ result }: { result: ReplayResult }) {
  const { workers } = result;
  const facts = circumstanceFacts(result);
  return (
    <Section id="repeat" title="How to repeat it">
      <pre class="command" tabIndex={0}><code>{result.command}</code></pre>
      <p>The same command on the same trace gives the same digest on any machine; only the speeds differ.</p>
      <Facts
        facts={{
          trace: result.trace.path,
          digest: result.digest,
          ...facts,
          took: `${facts.took}, ${workers === 1 ? "one simulation" : `${workers} simulations`} at once`,
        }}
      />
    </Section>
  );
}
