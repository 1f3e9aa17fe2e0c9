import { assert, assertEquals } from "@std/assert";
import {
  fastestTransport,
  type LoadModel,
  type TransportKind,
  USUAL_LIMITS,
} from "../../../src/adapters/live/load/run_load.ts";
import { reachTarget } from "../../../src/adapters/live/load/target.ts";
import { LatencyHistogram } from "../../../src/base/latency_histogram.ts";
import { liveLoad } from "../../../src/cli/live_load.ts";
import { scriptedServer, write } from "./tcp_server.ts";

/** The contract of a transport, run over both. The load runs in a worker, as it does in the product. */
const TRANSPORTS: readonly TransportKind[] = fastestTransport(false) === "epoll" ? ["epoll", "streams"] : ["streams"];

const NO_ERRORS = { refused: 0, reset: 0, cut: 0, malformed: 0, timeout: 0, dropped: 0, unfinished: 0 };

async function load(
  url: string,
  transport: TransportKind,
  paths: readonly string[],
  options: { model?: LoadModel; gapMs?: number; timeoutMs?: number; signal?: AbortSignal; workers?: number } = {},
) {
  const { gapMs = 1, timeoutMs = 20_000, workers = 1, model = { kind: "open" } } = options;
  const targets = [...new Set(paths)];
  const outcome = await liveLoad({
    order: {
      target: await reachTarget(new URL(url)),
      source: {
        kind: "log",
        columns: {
          atMs: Float64Array.from(paths, (_, index) => index * gapMs),
          target: Uint32Array.from(paths, (path) => targets.indexOf(path)),
          isConditional: Uint8Array.from(paths, () => 1),
          targets,
        },
      },
      model,
      limits: { ...USUAL_LIMITS, timeoutMs },
      windowMs: 1000,
      isOurs: false,
      allowsWrites: true,
      transport,
    },
    workers,
    signal: options.signal ?? new AbortController().signal,
  });
  return outcome;
}

const ok = (body: string, fields = "") => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${fields}\r\n${body}`;

for (const transport of TRANSPORTS) {
  Deno.test(`${transport}: replies of every form come whole, large ones and those in pieces too`, async () => {
    const large = "x".repeat(3_000_000);
    const server = scriptedServer(async (request, connection) => {
      const path = request.split(" ")[1];
      if (path === "/large") await write(connection, ok(large));
      else if (path === "/pieces") {
        for (
          const piece of ["HTTP/1.1 200 OK\r\ntransfer-en", "coding: chunked\r\n\r\n3\r\nab", "c\r\n0\r", "\n\r\n"]
        ) {
          await write(connection, piece);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      } else if (path === "/until-end") {
        await write(connection, "HTTP/1.1 200 OK\r\n\r\nto the end");
        return "close";
      } else if (path === "/close") {
        await write(connection, ok("bye", "connection: close\r\n"));
        return "close";
      } else {await write(
          connection,
          request.startsWith("HEAD") ? "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n" : ok("hi"),
        );}
      return "keep";
    });
    const paths = ["GET /large", "GET /pieces", "GET /until-end", "GET /close", "GET /", "HEAD /"];
    const { record } = await load(server.url, transport, [...paths, ...paths, ...paths]);
    await server.close();
    assertEquals([record.errors, record.replies], [NO_ERRORS, 18]);
    assertEquals(record.bytes, 3 * (large.length + 3 + 10 + 3 + 2));
    assertEquals(record.byStatus, { 200: 18 });
  });

  Deno.test(`${transport}: ways of a server to fail are told apart`, async () => {
    const told = Promise.withResolvers<void>();
    const server = scriptedServer(async (request, connection) => {
      const path = request.split(" ")[1];
      if (path === "/cut") await write(connection, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
      if (path === "/malformed") await write(connection, "220 mail.example ESMTP\r\n");
      if (path === "/silence") await told.promise;
      return "close";
    });
    for (const [path, kind] of [["/cut", "cut"], ["/malformed", "malformed"], ["/hang-up", "reset"]]) {
      const { record } = await load(server.url, transport, [`GET ${path}`]);
      assertEquals(record.errors, { ...NO_ERRORS, [kind!]: 1 }, path);
    }
    const { record } = await load(server.url, transport, ["GET /silence"], { timeoutMs: 100 });
    assertEquals(record.errors, { ...NO_ERRORS, timeout: 1 });
    told.resolve();
    await server.close();
  });

  Deno.test(`${transport}: a server that hangs up at once, or speaks first, is a failure and no end of the load`, async () => {
    for (const greeting of ["", "220 mail.example ESMTP\r\n"]) {
      const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const serving = (async () => {
        for await (const connection of listener) {
          if (greeting !== "") await write(connection, greeting).catch(() => {});
          connection.close();
        }
      })();
      const { record } = await load(`http://127.0.0.1:${listener.addr.port}`, transport, Array(20).fill("GET /"));
      listener.close();
      await serving.catch(() => {});
      const failed = Object.values(record.errors).reduce((sum, count) => sum + count, 0);
      assertEquals([record.replies, failed, record.errors.timeout], [0, 20, 0], greeting);
    }
  });

  Deno.test(`${transport}: a request that is larger than any socket's room arrives whole`, async () => {
    let heard = 0;
    const server = scriptedServer(async (request, connection) => {
      heard = request.length;
      await new Promise((resolve) => setTimeout(resolve, 50));
      await write(connection, ok("hi"));
      return "keep";
    });
    const { record } = await load(server.url, transport, [`GET /${"x".repeat(9_000_000)}`]);
    await server.close();
    assertEquals([record.errors, record.replies, heard > 9_000_000], [NO_ERRORS, 1, true]);
  });

  Deno.test(`${transport}: a port on which nobody listens any more refuses`, async () => {
    const server = scriptedServer(() => Promise.resolve("close"));
    const url = server.url;
    const target = await reachTarget(new URL(url));
    await server.close();
    const outcome = await liveLoad({
      order: {
        target,
        source: {
          kind: "log",
          columns: {
            atMs: Float64Array.of(0, 5),
            target: Uint32Array.of(0, 0),
            isConditional: Uint8Array.of(0, 0),
            targets: ["GET /"],
          },
        },
        model: { kind: "open" },
        limits: USUAL_LIMITS,
        windowMs: 1000,
        isOurs: false,
        allowsWrites: true,
        transport,
      },
      workers: 1,
      signal: new AbortController().signal,
    });
    assertEquals(outcome.record.errors, { ...NO_ERRORS, refused: 2 });
  });

  Deno.test(`${transport}: asks with the last entity tag and counts 304; two workers keep a path's tag together`, async () => {
    const server = scriptedServer(async (request, connection) => {
      const has = /if-none-match: "v1"/.test(request);
      await write(connection, has ? 'HTTP/1.1 304 Not Modified\r\netag: "v1"\r\n\r\n' : ok("body", 'etag: "v1"\r\n'));
      return "keep";
    });
    const paths = Array.from({ length: 40 }, (_, index) => `GET /${index % 10}`);
    // A closed loop: a path is asked for again only after its reply.
    const model = { kind: "closed", users: 2, thinkMs: 0, durationMs: Infinity } as const;
    const { record } = await load(server.url, transport, paths, { model, workers: 2 });
    await server.close();
    assertEquals([record.errors, record.replies], [NO_ERRORS, 40]);
    assertEquals([record.notModified, record.connectionsOpened], [30, 2]);
    assertEquals(record.statuses.filter((status) => status === 304).length, record.notModified);
  });

  Deno.test(`${transport}: a stopped load ends soon and keeps what it has`, async () => {
    let asked = 0;
    const stop = new AbortController();
    const server = scriptedServer(async (_request, connection) => {
      await write(connection, ok("hi"));
      if (++asked === 20) stop.abort();
      return "keep";
    });
    const paths = Array.from({ length: 100_000 }, () => "GET /");
    const { record, interrupted } = await load(server.url, transport, paths, { gapMs: 10, signal: stop.signal });
    await server.close();
    assert(interrupted);
    assert(record.replies >= 19 && record.replies < 5000, String(record.replies));
    assert(record.endMs < 60_000);
  });

  Deno.test(`${transport}: a closed loop has as many requests under way as users`, async () => {
    let underWay = 0;
    let most = 0;
    const server = scriptedServer(async (_request, connection) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 10));
      underWay--;
      await write(connection, ok("hi"));
      return "keep";
    });
    const model = { kind: "closed", users: 3, thinkMs: 0, durationMs: 500 } as const;
    const { record } = await load(server.url, transport, Array.from({ length: 10_000 }, () => "GET /"), { model });
    await server.close();
    assertEquals(record.errors, NO_ERRORS);
    assert(most <= 3 && record.connectionsOpened <= 3, `${most} under way, ${record.connectionsOpened} connections`);
    assert(LatencyHistogram.fromData(record.fromSend).min >= 9);
  });
}
