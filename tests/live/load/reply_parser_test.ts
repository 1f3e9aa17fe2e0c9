import { assert, assertEquals } from "@std/assert";
import fc from "../../support/property.ts";
import { ReplyParser } from "../../../src/adapters/live/load/reply_parser.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

interface Reading {
  status: number;
  bodyBytes: number;
  keepsAlive: boolean;
  used: number;
}

/** Reads one reply that comes in the given pieces; "bad" when it is none, "open" when it is not whole. */
function read(
  pieces: readonly Uint8Array[],
  options: { isHead?: boolean; ends?: boolean } = {},
): Reading | "bad" | "open" {
  const parser = new ReplyParser();
  parser.begin(options.isHead ?? false);
  let used = 0;
  for (const piece of pieces) {
    if (parser.isDone) break;
    used += parser.push(piece, piece.length);
    if (parser.isBad) return "bad";
  }
  if (options.ends) parser.end();
  const { status, bodyBytes, keepsAlive } = parser;
  return parser.isDone ? { status, bodyBytes, keepsAlive, used } : "open";
}

const whole = (text: string, options = {}) => read([bytesOf(text)], options);

/** Reply, options, what is read of it. */
const CASES: readonly (readonly [string, { isHead?: boolean; ends?: boolean }, Partial<Reading> | "bad" | "open"])[] = [
  ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", {}, { status: 200, bodyBytes: 5, keepsAlive: true }],
  ["HTTP/1.1 200 OK\ncontent-length: 5\n\nhello", {}, { status: 200, bodyBytes: 5 }],
  ["HTTP/1.1 200\r\ncontent-length:0\r\n\r\n", {}, { status: 200, bodyBytes: 0 }],
  ["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell", {}, "open"],
  ["HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n", { isHead: true }, { status: 200, bodyBytes: 0 }],
  ["HTTP/1.1 204 No Content\r\n\r\n", {}, { status: 204, bodyBytes: 0, keepsAlive: true }],
  ['HTTP/1.1 304 Not Modified\r\ncontent-length: 70\r\netag: "a"\r\n\r\n', {}, { status: 304, bodyBytes: 0 }],
  ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n6;x=1\r\npedia \r\n0\r\n\r\n", {}, {
    bodyBytes: 10,
  }],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\nA\r\n0123456789\r\n0\r\nx-sum: 1\r\n\r\n", {}, {
    bodyBytes: 10,
  }],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n1\r\na\r\n0\r\n\r\n", {}, {
    bodyBytes: 1,
  }],
  [
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
    {},
    { status: 200, bodyBytes: 1 },
  ],
  ["HTTP/1.1 200 OK\r\n\r\nuntil the end", { ends: true }, { bodyBytes: 13, keepsAlive: false }],
  ["HTTP/1.1 200 OK\r\n\r\nuntil the end", {}, "open"],
  ["HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", {}, { keepsAlive: false }],
  ["HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n", {}, { keepsAlive: false }],
  ["HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\ncontent-length: 0\r\n\r\n", {}, { keepsAlive: true }],
  ["HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", {}, "bad"],
  ["HTTP/1.1 200 OK\r\ncontent-length: 5x\r\n\r\n", {}, "bad"],
  ["HTTP/1.1 2x0 OK\r\n\r\n", {}, "bad"],
  ["HTTP/2 200\r\n\r\n", {}, "bad"],
  ["SSH-2.0-OpenSSH_9.2\r\n", {}, "bad"],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n", {}, "bad"],
  ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n", {}, "bad"],
  [`HTTP/1.1 200 OK\r\nx-long: ${"x".repeat(70_000)}\r\n\r\n`, {}, "bad"],
];

Deno.test("reply parser: lengths, chunks, ends, no bodies, interim replies, and what is no reply", () => {
  for (const [text, options, expected] of CASES) {
    const found = whole(text, options);
    if (typeof expected === "string") assertEquals(found, expected, text.slice(0, 200));
    else assertEquals({ ...(found as Reading), ...expected }, found, text.slice(0, 200));
  }
});

Deno.test("reply parser: however the bytes are cut, the same is read", () => {
  const replies = CASES.filter(([text]) => text.length < 1000);
  fc.assert(
    fc.property(fc.constantFrom(...replies), fc.array(fc.nat(30), { maxLength: 40 }), ([text, options], lengths) => {
      const bytes = bytesOf(text);
      const pieces: Uint8Array[] = [];
      let at = 0;
      for (const length of lengths) {
        pieces.push(bytes.slice(at, at + length));
        at = Math.min(bytes.length, at + length);
      }
      pieces.push(bytes.slice(at));
      assertEquals(read(pieces, options), whole(text, options));
    }),
  );
});

Deno.test("reply parser: what comes after a reply is left for the caller; one parser reads reply after reply", () => {
  const parser = new ReplyParser();
  const both = bytesOf('HTTP/1.1 200 OK\r\ncontent-length: 1\r\netag: "a"\r\nage: 7\r\n\r\naHTTP/1.1 204 None\r\n\r\n');
  parser.begin(false);
  const used = parser.push(both, both.length);
  assertEquals([parser.status, parser.etag, parser.age, both.length - used], [200, '"a"', 7, 21]);
  parser.begin(false);
  assert(!parser.hasBegun);
  const rest = both.slice(used);
  assertEquals(parser.push(rest, rest.length), 21);
  assertEquals([parser.status, parser.etag, parser.age, parser.hasBegun], [204, undefined, undefined, true]);
});
