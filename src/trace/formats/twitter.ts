import { Fields } from "../fields.ts";
import type { TraceFormat } from "../format.ts";
import { firstLines } from "../head.ts";
import { LineReader } from "../line_reader.ts";
import { operationOf } from "../operation.ts";
import { TextTable } from "../text_table.ts";
import { wholeNumber } from "../whole_number.ts";

/**
 * Twitter's open cache traces. Reads (`get`, `gets`) are the requests. The other operations are none, but say which size and time to live
 * their key has from then on, and all but `add` (which stores only what is not there) invalidate cached copies of it. The traces do
 * not tell a `set` that fills the cache after a miss from one that changes the value: both count as a change. A read of an unknown
 * key takes its own value size, at least 1 byte in all.
 */
export const twitter: TraceFormat = {
  description: "Twitter cache-trace CSV: time, key, key size, value size, client, operation, time to live",
  source: "https://github.com/twitter/cache-trace; Yang, Yue, Rashmi, OSDI 2020",
  rank: 30,
  recognise: (head) => {
    const lines = firstLines(head, 100);
    return lines.length > 0 && lines.every((line) => /^\d+,.*,\d+,\d+,[^,]*,[a-z]+,\d+$/.test(line));
  },
  reader: (sink) => {
    const fields = new Fields(44);
    const record = { size: 1, time: 0, ttlTicks: 0, status: 0 };
    const sizes: number[] = [];
    const ttls: number[] = [];
    return new LineReader(new TextTable(), {
      columns: { size: true, time: true, next: false, ttl: true, status: false },
      tickMs: 1000,
      parse: (reader, bytes, from, to) => {
        fields.split(bytes, from, to);
        const extra = fields.count - 7;
        // A key may hold commas: the other fields are counted from both ends.
        if (extra < 0) return false;
        const number = (field: number) => wholeNumber(bytes, fields.starts[field]!, fields.ends[field]!);
        const [time, keySize, valueSize, ttl] = [number(0), number(2 + extra), number(3 + extra), number(6 + extra)];
        if (!(time >= 0 && ttl >= 0 && keySize + valueSize <= 0xffffffff)) return false;
        const id = reader.keys.intern(bytes, fields.starts[1]!, fields.ends[1 + extra]!);
        const operation = new TextDecoder().decode(bytes.subarray(fields.starts[5 + extra]!, fields.ends[5 + extra]!));
        const kind = operationOf(operation);
        if (kind !== "read") {
          if (kind === "write") reader.write(id);
          reader.notes.skipped++;
          if (valueSize > 0) sizes[id] = keySize + valueSize;
          if (operation !== "delete") ttls[id] = ttl;
          return true;
        }
        record.size = Math.max(1, valueSize > 0 ? keySize + valueSize : sizes[id] ?? keySize);
        record.time = time;
        record.ttlTicks = ttl > 0 ? ttl : ttls[id] ?? 0;
        reader.add(id, record);
        return true;
      },
    }, sink);
  },
};
