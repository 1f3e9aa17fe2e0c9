import type { TraceFormat } from "../format.ts";
import { firstLines } from "../head.ts";
import { IdTable } from "../id_table.ts";
import { LineReader } from "../line_reader.ts";

/** The ARC authors' traces: `first-block blocks ignored number`; a line asks for each of its blocks. */
export const arc: TraceFormat = {
  description: "ARC authors' text: first block, how many, ignored, request number",
  source: "Megiddo, Modha, ARC, FAST 2003; as Caffeine's simulator reads it",
  rank: 40,
  recognise: (head) => {
    const lines = firstLines(head, 100);
    return lines.length > 0 && lines.every((line) => LINE.test(line));
  },
  reader: (sink) => {
    const record = { size: 1, time: 0, ttlTicks: 0, status: 0 };
    const columns = { size: false, time: false, next: false, ttl: false, status: false };
    return new LineReader(new IdTable(), {
      columns,
      tickMs: 1000,
      parse: (reader, bytes, from, to) => {
        const match = LINE.exec(new TextDecoder().decode(bytes.subarray(from, to)));
        const [first, blocks] = [Number(match?.[1]), Number(match?.[2])];
        if (!match || !Number.isSafeInteger(first + blocks) || blocks > MOST_BLOCKS) return false;
        for (let block = first; block < first + blocks; block++) {
          reader.add(reader.keys.intern(block >>> 0, Math.floor(block / 0x100000000)), record);
        }
        return true;
      },
    }, sink);
  },
};

const LINE = /^(\d+) +(\d+) +\d+ +\d+$/;
/** A line that asks for more cannot be meant. */
const MOST_BLOCKS = 1 << 20;
