import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../src/base/errors.ts";
import { traceOf } from "../../src/trace/trace_of.ts";
import { writeDense } from "../../src/trace/write_dense.ts";
import { writeOracleGeneral } from "../../src/trace/write_oracle_general.ts";
import { joined, readTrace } from "./reading.ts";

const keysOf = (trace: ReturnType<typeof readTrace>) => [...trace.ids].map((id) => trace.keys.text(id));

function record(time: number, id: bigint, size: number, next: bigint): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, time, true);
  view.setBigUint64(4, id, true);
  view.setUint32(12, size, true);
  view.setBigInt64(16, next, true);
  return new Uint8Array(view.buffer);
}

Deno.test("oracleGeneral: 64-bit ids, sizes and times survive any cut of the stream", () => {
  const bytes = joined([
    record(100, 2n ** 63n + 1n, 5, 2n),
    record(101, 2n ** 53n + 1n, 7, -1n),
    record(105, 2n ** 63n + 1n, 5, -1n),
  ]);
  for (const step of [1, 3, 7, 24, 25, 72]) {
    const trace = readTrace(bytes, { step });
    assertEquals(trace.format, "oracle-general");
    assertEquals(keysOf(trace), ["9223372036854775809", "9007199254740993", "9223372036854775809"]);
    assertEquals([[...trace.sizes!], [...trace.times!], trace.startTick], [[5, 7, 5], [0, 1, 5], 100]);
    assertEquals(joined(writeOracleGeneral(trace)), bytes);
  }
});

Deno.test("oracleGeneral: a cut record is refused with its offset", () => {
  const bytes = joined([record(1, 1n, 1, -1n), record(2, 2n, 1, -1n)]).subarray(0, 40);
  const error = assertThrows(() => readTrace(bytes), Failure, "received 16 bytes of record 2 at offset 24");
  assertEquals(error.exitStatus, 2);
});

Deno.test("oracleGeneral: records of size 0 and a clock that runs backwards are counted", () => {
  const trace = readTrace(joined([record(9, 1n, 1, 2n), record(9, 2n, 0, -1n), record(4, 1n, 1, -1n)]));
  assertEquals([trace.ids.length, trace.notes.zeroSize, trace.notes.clockBackwards], [2, 1, 1]);
  assertEquals([...trace.times!], [0, 0]);
});

Deno.test("an empty file, a file of nothing but zero sizes and foreign bytes are refused", () => {
  assertThrows(() => readTrace(""), Failure, "received 0 bytes");
  assertThrows(() => readTrace(record(1, 1n, 0, -1n)), Failure, "1 records of size 0");
  assertThrows(() => readTrace(new Uint8Array(100).fill(255).fill(0, 50)), Failure, "Cannot tell the format");
  assertThrows(() => readTrace("a", { format: "oracel-general" }), Failure, "did you mean oracle-general?");
});

const LOG = `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a?x=1 HTTP/1.0" 200 2326
127.0.0.1 - - [10/Oct/2000:13:55:37 -0700] "GET /b HTTP/1.1" 304 - "http://x/" "Mozilla \\"quoted\\""
garbage
127.0.0.1 - - [10/Oct/2000:13:55:38 -0700] "GET /a?x=1 HTTP/1.1" 304 0 "-" "curl"

::1 - - [10/Oct/2000:20:55:30 +0000] "POST /c \\"d\\" HTTP/2.0" 500 12
::1 - - [99/Oct/2000:20:55:30 +0000] "GET / HTTP/2.0" 200 12
::1 - - [10/Oct/2000:20:55:40 +0000] "-" 400 0
`;

Deno.test("access logs: paths, sizes, statuses, times; malformed lines are counted with their numbers", () => {
  for (const step of [1, 50, 10_000]) {
    const trace = readTrace(LOG.replaceAll("\n", step === 50 ? "\r\n" : "\n"), { step });
    assertEquals(trace.format, "access-log");
    assertEquals(keysOf(trace), ["/a?x=1", "/b", "/a?x=1", "/c"]);
    assertEquals([...trace.sizes!], [2326, 1, 2326, 12]);
    assertEquals([...trace.statuses!], [200, 304, 304, 500]);
    assertEquals([trace.startTick, ...trace.times!], [971_211_336, 0, 1, 2, 2]);
    assertEquals([trace.notes.malformed, trace.notes.malformedAt, trace.notes.clockBackwards], [3, [3, 7, 8], 1]);
  }
});

Deno.test("access logs: bytes that are no UTF-8 stay distinct keys", () => {
  const line = (byte: number) =>
    joined([
      new TextEncoder().encode('h - - [10/Oct/2000:13:55:36 -0700] "GET /'),
      Uint8Array.of(byte),
      new TextEncoder().encode(' HTTP/1.1" 200 5\n'),
    ]);
  const trace = readTrace(joined([line(0xff), line(0xfe), line(0xff)]));
  assertEquals([...trace.ids], [0, 1, 0]);
});

Deno.test("a file of malformed lines only is refused and says where the first is", () => {
  assertThrows(() => readTrace("x\ny\n", { format: "access-log" }), Failure, "2 malformed lines, the first at line 1");
});

Deno.test("CSV: columns by name, by number, by the first line; other delimiters; quotes", () => {
  const expected = { keys: ["a", "b,c", "a"], sizes: [10, 20, 10], times: [0, 500, 2000] };
  const cases: [string, string | undefined][] = [
    ['time,key,size\n1,a,10\n1.5,"b,c",20\n3,a,10\n', undefined],
    ['10,a,1\n20,"b,c",1.5\n10,a,3', "size=1,key=2,time=3"],
    ['when;what;much\n1;a;10\n1.5;"b,c";20\n3;a;10\n', "time=when,key=what,size=much"],
    ["obj_id\tbytes\ttime_ms\na\t10\t1000\nb,c\t20\t1500\na\t10\t3000\n", undefined],
  ];
  for (const [text, columns] of cases) {
    for (const step of [1, 1000]) {
      const trace = readTrace(text, { format: "csv", step, ...(columns === undefined ? {} : { columns }) });
      assertEquals({ keys: keysOf(trace), sizes: [...trace.sizes!], times: [...trace.times!] }, expected);
    }
  }
  assertEquals(readTrace("time,key\n1,a\n2,b\n").format, "csv");
});

Deno.test("CSV: bad numbers are malformed lines, unknown columns and a missing key one clear line", () => {
  const trace = readTrace("key,size\na,5\nb,x\n,5\nc,-1\nd\na,5\n");
  assertEquals([trace.ids.length, trace.notes.malformedAt], [2, [3, 4, 5, 6]]);
  assertThrows(() => readTrace("a,b\n", { format: "csv" }), Failure, "Cannot tell which column is the key");
  assertThrows(() => readTrace("a,b\n", { format: "csv", columns: "kee=1" }), Failure, "did you mean key?");
  assertThrows(
    () => readTrace("a,b\n", { format: "csv", columns: "key=c" }),
    Failure,
    "a number from 1 or one of a, b",
  );
});

Deno.test("CSV: milliseconds beyond 32 bits become coarser ticks, not wrong ones", () => {
  const trace = readTrace("timeMs,key\n0,a\n1000,b\n5000000000,a\n", {
    columns: "timeMs=timeMs,key=key",
    format: "csv",
  });
  assertEquals([trace.tickMs, [...trace.times!]], [10, [0, 100, 500_000_000]]);
});

Deno.test("Twitter: reads are requests, writes say size and time to live", () => {
  const trace = readTrace(
    "0,k1,2,0,1,get,0\n1,k1,2,30,1,set,600\n2,k1,2,0,1,get,0\n3,k,x,3,40,1,gets,9\n4,k1,2,0,1,delete,0\n",
  );
  assertEquals(trace.format, "twitter");
  assertEquals(keysOf(trace), ["k1", "k1", "k,x"]);
  assertEquals([[...trace.sizes!], [...trace.ttlTicks!], trace.notes.skipped], [[2, 32, 43], [0, 600, 9], 2]);
  // The set stands between the first request and the second; what stands after the last one no longer matters.
  assertEquals([[...trace.writes!.positions], [...trace.writes!.ids]], [[1], [0]]);
});

Deno.test("CSV: a column of operations tells reads from writes and fills", () => {
  const rows = "op,key\nget,a\nset,a\nGET,a\nadd,a\nread,b\ndelete,a\nfrobnicate,a\nget,a\n";
  for (const [content, columns] of [[rows, undefined], [rows.slice(7), "op=1,key=2"]] as const) {
    const trace = readTrace(content, { format: "csv", ...(columns === undefined ? {} : { columns }), step: 9 });
    assertEquals(keysOf(trace), ["a", "a", "b", "a"]);
    assertEquals([[...trace.writes!.positions], [...trace.writes!.ids]], [[1, 3], [0, 0]]);
    assertEquals([trace.notes.skipped, trace.notes.malformed], [3, 1]);
  }
  assertEquals(readTrace(rows, { limit: 1 }).writes, null);
  const unasked = readTrace("op,key\nset,x\nget,a\nset,y\nset,a\nget,a\nget,b\n", { format: "csv" });
  assertEquals([unasked.objects, [...unasked.ids], keysOf(unasked)], [2, [0, 0, 1], ["a", "a", "b"]]);
  assertEquals([[...unasked.writes!.positions], [...unasked.writes!.ids]], [[1], [0]]);
});

Deno.test("ARC lines ask for each block, LIRS lines for one, plain lines for anything", () => {
  assertEquals(keysOf(readTrace("5 3 0 1\n6 1 0 2\n")), ["5", "6", "7", "6"]);
  const lirs = readTrace("18446744073709551615\n7\n*\n7\nx\n", { format: "lirs" });
  assertEquals([keysOf(lirs), lirs.notes.malformedAt], [["18446744073709551615", "7", "7"], [5]]);
  assertEquals(readTrace("1\n2\n").format, "lirs");
  const plain = readTrace("/a b\n\n/c\n/a b");
  assertEquals([plain.format, keysOf(plain)], ["plain", ["/a b", "/c", "/a b"]]);
});

Deno.test("our own format keeps ids, sizes and times; damage is refused", () => {
  const trace = traceOf([5, 9, 5, 7], { sizes: [3, 4, 3, 9], times: [0, 2, 2, 8] });
  const bytes = joined(writeDense(trace));
  for (const step of [1, 13, 1000]) {
    const read = readTrace(bytes, { step });
    assertEquals([[...read.ids], [...read.sizes!], [...read.times!]], [[0, 1, 0, 2], [3, 4, 3, 9], [0, 2, 2, 8]]);
    assertEquals([read.format, read.objects, read.tickMs], ["dense", 3, 1000]);
  }
  assertThrows(() => readTrace(bytes.subarray(0, -1)), Failure, "4 requests less");
  assertThrows(() => readTrace(joined([bytes, Uint8Array.of(1)])), Failure, "1 bytes more");
  const wild = bytes.slice();
  wild[40] = 77;
  assertThrows(() => readTrace(wild), Failure, "have ids below 3: received 77");
});

Deno.test("only so many requests are kept when a limit is set", () => {
  const trace = readTrace("1\n2\n3\n1\n", { limit: 2 });
  assertEquals([trace.ids.length, trace.objects], [2, 2]);
});
