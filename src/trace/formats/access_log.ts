import { accessLogSeconds } from "../calendar.ts";
import type { TraceFormat } from "../format.ts";
import { LineReader, type LineRecord, type ParseLine } from "../line_reader.ts";
import { firstLines } from "../head.ts";
import { wholeNumber } from "../whole_number.ts";
import { TextTable } from "../text_table.ts";

/**
 * Common and Combined Log Format of web servers. The key is the request's target with its query; the size is what was sent.
 * A response without a body (`-` or 0 bytes, a 304 say) takes the size that the target last had, 1 when it had none yet.
 */
export const accessLog: TraceFormat = {
  description: "Common or Combined Log Format of Apache, nginx and others",
  source: "https://httpd.apache.org/docs/2.4/logs.html",
  rank: 20,
  recognise: (head) => {
    const lines = firstLines(head, 20);
    return lines.length > 0 && lines.filter((line) => LOOK.test(line)).length * 2 >= lines.length;
  },
  reader: (sink) =>
    new LineReader(
      new TextTable(),
      {
        columns: { size: true, time: true, next: false, ttl: false, status: true },
        tickMs: 1000,
        parse: accessLogParser(),
      },
      sink,
    ),
};

const LOOK = /^\S+ \S+ .*\[[^\]]+\] "[^"]*" \d{3} (\d+|-)/;
const [SPACE, QUOTE, BACKSLASH, OPEN, CLOSE, DASH] = [32, 34, 92, 91, 93, 45];

function accessLogParser(): ParseLine<TextTable> {
  const record: LineRecord = { size: 1, time: 0, ttlTicks: 0, status: 0 };
  const lastSizes: number[] = [];
  let timeText = "";
  let timeSeconds = NaN;
  return (reader, bytes, from, to) => {
    const open = bytes.indexOf(OPEN, from);
    const close = open < 0 ? -1 : bytes.indexOf(CLOSE, open);
    if (close < 0 || close >= to) return false;
    const text = ascii(bytes, open + 1, close);
    // Neighbouring lines mostly have the same second.
    if (text !== timeText) {
      timeSeconds = accessLogSeconds(text);
      timeText = text;
    }
    const quote = bytes.indexOf(QUOTE, close);
    const requestEnd = quote < 0 ? -1 : closingQuote(bytes, quote + 1, to);
    if (Number.isNaN(timeSeconds) || requestEnd < 0) return false;
    const targetFrom = bytes.indexOf(SPACE, quote) + 1;
    if (targetFrom === 0 || targetFrom >= requestEnd) return false;
    const space = bytes.indexOf(SPACE, targetFrom);
    const targetTo = space < 0 || space > requestEnd ? requestEnd : space;
    const status = wholeNumber(bytes, requestEnd + 2, requestEnd + 5);
    const sizeFrom = requestEnd + 6;
    const sizeEnd = bytes.indexOf(SPACE, sizeFrom);
    const sizeTo = sizeEnd < 0 || sizeEnd > to ? to : sizeEnd;
    const dash = bytes[sizeFrom] === DASH && sizeTo === sizeFrom + 1;
    const sent = dash ? 0 : wholeNumber(bytes, sizeFrom, sizeTo);
    if (targetTo === targetFrom || !(status >= 100) || !(sent <= 0xffffffff)) return false;
    const id = reader.keys.intern(bytes, targetFrom, targetTo);
    if (sent > 0) lastSizes[id] = sent;
    record.size = sent > 0 ? sent : lastSizes[id] ??= 1;
    record.time = timeSeconds;
    record.status = status;
    reader.add(id, record);
    return true;
  };
}

/** Servers write a quote within the request as \". */
function closingQuote(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return -1;
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
