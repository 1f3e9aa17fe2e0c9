import { formatDuration, formatSize } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { Facts } from "../../elements/facts.tsx";
import { Section } from "../../elements/section.tsx";
import { dateText } from "../../sections/page_header.tsx";

/** All that it takes to get the same numbers again. */
export function ReplayRepeat({ result }: { result: ReplayResult }) {
  const { machine, workers } = result;
  return (
    <Section id="repeat" title="How to repeat it">
      <pre class="command" tabIndex={0}><code>{result.command}</code></pre>
      <p>The same command on the same trace gives the same digest on any machine; only the speeds differ.</p>
      <Facts
        facts={{
          trace: result.trace.path,
          digest: result.digest,
          begun: dateText(result.date),
          took: `${formatDuration(result.elapsedMs)}, ${
            workers === 1 ? "one simulation" : `${workers} simulations`
          } at once`,
          machine: `${machine.os} ${machine.arch}, ${machine.cpus} CPUs, ${formatSize(machine.memoryBytes)} memory`,
          versions: Object.entries(result.versions).map(([name, version]) => `${name} ${version}`).join(", "),
          schema: result.schema,
        }}
      />
    </Section>
  );
}
