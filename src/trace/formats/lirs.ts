import { decimalKey } from "../decimal_key.ts";
import type { TraceFormat } from "../format.ts";
import { firstLines } from "../head.ts";
import { IdTable } from "../id_table.ts";
import { LineReader } from "../line_reader.ts";

/** The LIRS authors' traces: a block number a line; a line of `*` marks an end and is no request. */
export const lirs: TraceFormat = {
  description: "LIRS authors' text: one block number a line",
  source: "Jiang, Zhang, LIRS, SIGMETRICS 2002; as Caffeine's simulator reads it",
  rank: 50,
  recognise: (head) => {
    const lines = firstLines(head, 100);
    return lines.length > 0 && lines.every((line) => /^(\d{1,20}|\*)$/.test(line));
  },
  reader: (sink) => {
    const record = { size: 1, time: 0, ttlTicks: 0, status: 0 };
    const columns = { size: false, time: false, next: false, ttl: false, status: false };
    return new LineReader(new IdTable(), {
      columns,
      tickMs: 1000,
      parse: (reader, bytes, from, to) => {
        if (bytes[from] === 42 && to === from + 1) {
          reader.notes.skipped++;
          return true;
        }
        const id = decimalKey(reader.keys, bytes, from, to);
        if (id >= 0) reader.add(id, record);
        return id >= 0;
      },
    }, sink);
  },
};
