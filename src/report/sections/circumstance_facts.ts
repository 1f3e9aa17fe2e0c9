import { formatDuration, formatSize } from "../../base/units.ts";
import { dateText } from "./page_header.tsx";

/** What every document says of how it came to be. */
interface Document {
  readonly schema: string;
  readonly date: string;
  readonly elapsedMs: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: { readonly os: string; readonly arch: string; readonly cpus: number; readonly memoryBytes: number };
}

/** When, how long, where and with what a document was made, as facts. */
export function circumstanceFacts({ date, elapsedMs, machine, schema, versions }: Document) {
  return {
    begun: dateText(date),
    took: formatDuration(elapsedMs),
    machine: `${machine.os} ${machine.arch}, ${machine.cpus} CPUs, ${formatSize(machine.memoryBytes)} memory`,
    versions: Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", "),
    schema,
  };
}
