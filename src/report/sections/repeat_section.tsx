import { formatDuration } from "../../base/units.ts";
import type { Result } from "../../runner/result_schema.ts";
import { circumstanceFacts } from "./circumstance_facts.ts";
import { Facts } from "../elements/facts.tsx";
import { Section } from "../elements/section.tsx";
import { Table } from "../elements/table.tsx";

/** All that it takes to get the same result again. */
export function RepeatSection({ result }: { result: Result }) {
  return (
    <Section id="repeat" title="How to repeat it">
      <pre class="command" tabIndex={0}><code>{result.command}</code></pre>
      <p>
        {result.world === "simulated"
          ? "The same command with the same versions gives the same digest on any machine."
          : "A live run depends on the machine and its neighbours: expect the same decisions, not the same latencies."}
      </p>
      <Facts
        facts={{
          seed: String(result.seed),
          digest: result.digest,
          ...circumstanceFacts(result),
          data: result.workload.attribution ?? null,
        }}
      />
      {result.designs.some(({ repeats }) => repeats.length > 0)
        ? (
          <details class="data">
            <summary>Repeats with their seeds and digests</summary>
            <Table caption="Repeats" table={repeatTable(result)} />
          </details>
        )
        : null}
    </Section>
  );
}

function repeatTable(result: Result) {
  return {
    head: ["design", "seed", "p50", "p95", "p99", "digest"],
    rows: result.designs.flatMap(({ name, repeats }) =>
      repeats.map(({ seed, latencyMs, digest }) => [
        name,
        String(seed),
        formatDuration(latencyMs.p50),
        formatDuration(latencyMs.p95),
        formatDuration(latencyMs.p99),
        digest,
      ])
    ),
  };
}
