import type { TraceFormat } from "../format.ts";
import { firstLines } from "../head.ts";
import { LineReader } from "../line_reader.ts";
import { TextTable } from "../text_table.ts";

/** A key a line, whatever it is: bytes, not text. Empty lines are no requests. */
export const plain: TraceFormat = {
  description: "One key a line",
  source: "what `cut`, `awk` and `jq -r` print",
  rank: 90,
  recognise: (head) => firstLines(head, 1).length > 0,
  reader: (sink) => {
    const record = { size: 1, time: 0, ttlTicks: 0, status: 0 };
    const columns = { size: false, time: false, next: false, ttl: false, status: false };
    return new LineReader(new TextTable(), {
      columns,
      tickMs: 1000,
      parse: (reader, bytes, from, to) => {
        reader.add(reader.keys.intern(bytes, from, to), record);
        return true;
      },
    }, sink);
  },
};
