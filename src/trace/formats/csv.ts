import { csvColumns } from "../csv_columns.ts";
import { Fields } from "../fields.ts";
import type { TraceFormat } from "../format.ts";
import { firstLines } from "../head.ts";
import { Lines } from "../lines.ts";
import { LineReader, type ParseLine } from "../line_reader.ts";
import { operationOf } from "../operation.ts";
import type { BatchSink, TraceReader } from "../record_batch.ts";
import { TextTable } from "../text_table.ts";

/**
 * Delimited text with a column map. The first line may name the columns; the delimiter is a comma, semicolon or tab,
 * whichever that line has most of. Times are seconds (`time`, fractions allowed) or milliseconds (`timeMs`). With a column `op` only
 * reads (get, read, head …) are requests; writes (set, put, delete …) say that cached copies of the key are invalid from then on.
 */
export const csv: TraceFormat = {
  description: "Comma, semicolon or tab separated; --columns time=1,key=2,size=3 or names in the first line",
  source: "RFC 4180, 2005, and its relatives",
  rank: 60,
  recognise: (head) => {
    const [names = "", ...lines] = firstLines(head, 20);
    const delimiter = delimiterOf(names);
    if (delimiter === "" || lines.length === 0) return false;
    const width = names.split(delimiter).length;
    const even = lines.filter((line) => line.split(delimiter).length >= width).length * 2 >= lines.length;
    return even && names.split(delimiter).some((name) => /^["']?[a-z_]+/i.test(name));
  },
  reader: (sink, options) => new CsvReader(sink, options.columns),
};

/** Learns the columns from the first line, then hands over to a line reader. */
class CsvReader implements TraceReader {
  #inner: LineReader<TextTable>;
  readonly #sink: BatchSink;
  readonly #map: string | undefined;
  readonly #opening: Uint8Array[] = [];

  constructor(sink: BatchSink, map: string | undefined) {
    this.#sink = sink;
    this.#map = map;
    this.#inner = lineReader(sink, { size: false, time: false, next: false, ttl: false, status: false }, () => false);
  }

  get columns() {
    return this.#inner.columns;
  }

  get tickMs() {
    return this.#inner.tickMs;
  }

  get keys() {
    return this.#inner.keys;
  }

  get notes() {
    return this.#inner.notes;
  }

  push(chunk: Uint8Array): void {
    if (this.#opened) {
      this.#inner.push(chunk);
      return;
    }
    this.#opening.push(chunk.slice());
    if (chunk.includes(10)) this.#open();
  }

  end(): void {
    if (!this.#opened && this.#opening.length > 0) this.#open();
    this.#inner.end();
  }

  #opened = false;

  #open(): void {
    this.#opened = true;
    let first = "";
    const lines = new Lines((bytes, from, to) => {
      if (lines.count === 1) first = new TextDecoder().decode(bytes.subarray(from, to));
    });
    for (const chunk of this.#opening) lines.push(chunk);
    lines.end();
    const delimiter = delimiterOf(first) || ",";
    const { columns, hasNames } = csvColumns(this.#map, first.split(delimiter).map((name) => name.replaceAll('"', "")));
    const has = {
      size: columns.size >= 0,
      time: columns.time >= 0 || columns.timeMs >= 0,
      next: false,
      ttl: columns.ttl >= 0,
      status: columns.status >= 0,
    };
    const fields = new Fields(delimiter.charCodeAt(0));
    const record = { size: 1, time: 0, ttlTicks: 0, status: 0 };
    const text = new TextDecoder();
    this.#inner = lineReader(this.#sink, has, (reader, bytes, from, to) => {
      if (hasNames && reader.line === 1) return true;
      fields.split(bytes, from, to);
      const number = (field: number) => {
        const digits = text.decode(bytes.subarray(fields.starts[field]!, fields.ends[field]!)).trim();
        return field < fields.count && digits !== "" ? Number(digits) : NaN;
      };
      if (columns.key >= fields.count || fields.ends[columns.key] === fields.starts[columns.key]) return false;
      record.size = has.size ? number(columns.size) : 1;
      record.time = columns.timeMs >= 0 ? number(columns.timeMs) : columns.time >= 0 ? number(columns.time) * 1000 : 0;
      record.ttlTicks = has.ttl ? number(columns.ttl) * 1000 : 0;
      record.status = has.status ? number(columns.status) : 0;
      const operation = columns.op < 0
        ? "read"
        : columns.op < fields.count
        ? operationOf(text.decode(bytes.subarray(fields.starts[columns.op]!, fields.ends[columns.op]!)))
        : undefined;
      if (operation === undefined) return false;
      if (operation !== "read") {
        const id = reader.keys.intern(bytes, fields.starts[columns.key]!, fields.ends[columns.key]!);
        if (operation === "write") reader.write(id);
        reader.notes.skipped++;
        return true;
      }
      const sound = Number.isInteger(record.size) && record.size >= 0 && record.size <= 0xffffffff &&
        Number.isFinite(record.time) && record.ttlTicks >= 0 && record.status >= 0;
      if (!sound) return false;
      reader.add(reader.keys.intern(bytes, fields.starts[columns.key]!, fields.ends[columns.key]!), record);
      return true;
    });
    for (const chunk of this.#opening) this.#inner.push(chunk);
    this.#opening.length = 0;
  }
}

function lineReader(
  sink: BatchSink,
  columns: TraceReader["columns"],
  parse: ParseLine<TextTable>,
): LineReader<TextTable> {
  return new LineReader(new TextTable(), { columns, tickMs: 1, parse }, sink);
}

/** The one of the three that the line has most of; empty when it has none. */
function delimiterOf(line: string): string {
  const counted = [",", ";", "\t"].map((delimiter) => ({ delimiter, count: line.split(delimiter).length - 1 }));
  const most = counted.reduce((best, one) => one.count > best.count ? one : best);
  return most.count === 0 ? "" : most.delimiter;
}
