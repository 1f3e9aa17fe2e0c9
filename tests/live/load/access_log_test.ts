import { gzipSync } from "node:zlib";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { readAccessLog } from "../../../src/adapters/live/load/access_log_requests.ts";
import { LoggedRequests } from "../../../src/adapters/live/load/logged_requests.ts";
import { Failure } from "../../../src/base/errors.ts";

async function inFile<T>(lines: readonly string[], run: (path: string) => Promise<T>): Promise<T> {
  const path = await Deno.makeTempFile({ suffix: ".log.gz" });
  try {
    await Deno.writeFile(path, gzipSync(new TextEncoder().encode(lines.join("\n"))));
    return await run(path);
  } finally {
    await Deno.remove(path);
  }
}

const line = (second: number, request: string, { client = "10.0.0.1", status = 200 } = {}) =>
  `${client} - - [22/Nov/2026:10:00:${
    String(second).padStart(2, "0")
  } +0000] "${request} HTTP/1.1" ${status} 512 "-" "Mozilla"`;
const USUAL = { speed: 1, durationMs: undefined, seed: 1, allowsWrites: false };

Deno.test("access log: paths and methods as they were, times within their second, in order, scaled", async () => {
  const lines = [line(0, "GET /a"), line(0, "HEAD /b?x=1"), line(3, "GET /late"), line(2, "GET /c"), "garbage", ""];
  const [slow, fast] = await inFile(
    lines,
    (path) => Promise.all([readAccessLog(path, USUAL), readAccessLog(path, { ...USUAL, speed: 10 })]),
  );
  const requests = new LoggedRequests(slow.columns);
  const sent = Array.from({ length: requests.count }, (_, index) => requests.make(index));
  assertEquals(sent.slice(2).map(({ method, path }) => `${method} ${path}`), ["GET /c", "GET /late"]);
  assertEquals(sent.slice(0, 2).map(({ method, path }) => `${method} ${path}`).sort(), ["GET /a", "HEAD /b?x=1"]);
  const times = [...slow.columns.atMs];
  assertEquals(times[0], 0);
  assert(times[1]! < 1000 && times[2]! > 1000 && times[2]! < 3000 && times[3]! > 2000 && times[3]! < 4000, `${times}`);
  fast.columns.atMs.forEach((atMs, index) => assert(Math.abs(atMs * 10 - times[index]!) < 1e-6));
  assertEquals(slow.warnings, [
    "the log's time stamps are whole seconds: requests were spread at random within their second",
    "1 lines of the log left out: no access log lines",
  ]);
});

Deno.test("access log: the same seed sends the same, another spreads otherwise", async () => {
  const lines = Array.from({ length: 50 }, (_, index) => line(index % 5, `GET /${index}`));
  const times = (seed: number) =>
    inFile(lines, async (path) => [...(await readAccessLog(path, { ...USUAL, seed })).columns.atMs]);
  assertEquals(await times(1), await times(1));
  assert(String(await times(1)) !== String(await times(2)));
});

Deno.test("access log: who comes back, and who got a 304, asks with the last entity tag", async () => {
  const lines = [
    line(0, "GET /a"),
    line(1, "GET /a", { client: "10.0.0.2" }),
    line(2, "GET /a"),
    line(3, "GET /a", { client: "10.0.0.3", status: 304 }),
  ];
  const log = await inFile(lines, (path) => readAccessLog(path, USUAL));
  assertEquals([...log.columns.isConditional], [0, 0, 1, 1]);
  const requests = new LoggedRequests(log.columns);
  assertEquals(requests.make(2).headers["if-none-match"], undefined, "no tag is known yet");
  requests.seen(0, '"v1"');
  assertEquals([0, 2, 3].map((index) => requests.make(index).headers["if-none-match"]), [undefined, '"v1"', '"v1"']);
  assertEquals(requests.make(0).headers["accept-encoding"], "gzip, deflate, br");
});

Deno.test("access log: what changes something is left out unless it is allowed; the duration cuts", async () => {
  const lines = [line(0, "GET /a"), line(0, "POST /a"), line(1, "DELETE /a"), line(1, "PATCH /a"), line(20, "GET /b")];
  await inFile(lines, async (path) => {
    const careful = await readAccessLog(path, USUAL);
    assertEquals(careful.columns.atMs.length, 2);
    assert(careful.warnings[1]!.startsWith("3 requests of the log left out: their method is none of GET, HEAD"));
    assertEquals((await readAccessLog(path, { ...USUAL, allowsWrites: true })).columns.atMs.length, 4);
    const cut = await readAccessLog(path, { ...USUAL, durationMs: 5000 });
    assertEquals([cut.columns.atMs.length, cut.warnings.at(-1)], [
      1,
      "1 requests of the log left out: they come after the asked duration",
    ]);
  });
});

Deno.test("access log: a log without any request to send is refused", async () => {
  await inFile(["what is this", line(0, "POST /a")], async (path) => {
    const failure = await assertRejects(() => readAccessLog(path, USUAL), Failure);
    assertEquals([failure.code, failure.exitStatus], ["no-requests", 2]);
    assert(failure.message.endsWith("received 1 lines of another form, 1 requests of other methods"), failure.message);
  });
});

Deno.test("access log: routes are the first part of the path", () => {
  const columns = {
    atMs: new Float64Array(0),
    target: new Uint32Array(0),
    isConditional: new Uint8Array(0),
    targets: [],
  };
  const requests = new LoggedRequests(columns);
  const routeOf = (path: string) => requests.routeOf({ method: "GET", path, headers: {} });
  assertEquals(["/", "/?x=1", "/about", "/about?y", "/blog/1/2", "/blog/", "/a.js?v=/1"].map(routeOf), [
    "/",
    "/",
    "/about",
    "/about",
    "/blog/*",
    "/blog",
    "/a.js",
  ]);
});
