import { assertEquals, assertRejects } from "@std/assert";
import { CallFailure, HttpCalls } from "../../../src/adapters/live/load/http_calls.ts";
import { reachTarget } from "../../../src/adapters/live/load/target.ts";
import { LiveWorld } from "../../../src/flow/live_clock.ts";
import type { WebReply } from "../../../src/ports/http.ts";
import { type Script, scriptedServer, write } from "./tcp_server.ts";

const ok = (body: string, fields = "") => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${fields}\r\n${body}`;

/** Asks a scripted server. */
async function asking(
  script: Script,
  run: (ask: (path: string) => Promise<WebReply>, opened: () => number) => Promise<void>,
): Promise<void> {
  const server = scriptedServer(script);
  const world = new LiveWorld({ onUnhandled: () => {} });
  let opened = 0;
  const target = await reachTarget(new URL(server.url));
  const calls = new HttpCalls({ target, timeoutMs: 500, onOpened: () => opened++ });
  try {
    const ask = (path: string) => world.run(() => calls.fetch({ method: "GET", path, headers: { "x-client": "3" } }));
    await run(ask, () => opened);
  } finally {
    calls.close();
    world.close();
    await server.close();
  }
}

const failsBy = async (code: string, asked: Promise<WebReply>) => {
  const failure = await assertRejects(() => asked, CallFailure);
  assertEquals(failure.code, code);
};

Deno.test("http calls: a reply tells its status, tag, size and giver; the connection is used again", async () => {
  const script: Script = async (request, connection) => {
    const is304 = request.includes("/same");
    const fields = 'etag: "v1"\r\ncache-status: cdn; hit\r\n';
    await write(connection, is304 ? `HTTP/1.1 304 Not Modified\r\n${fields}\r\n` : ok("hello", fields));
    return "keep";
  };
  await asking(script, async (ask, opened) => {
    const headers = { etag: '"v1"' };
    const body = { sizeBytes: 5, content: 5 };
    assertEquals(await ask("/"), { status: 200, headers, body, servedBy: "cdn" });
    assertEquals(await ask("/same"), { status: 304, headers, body: undefined, servedBy: "cdn" });
    assertEquals(opened(), 1);
    await Promise.all([ask("/"), ask("/"), ask("/")]);
    assertEquals(opened(), 3);
  });
});

Deno.test("http calls: a kept connection that the server has closed meanwhile costs nothing but a new one", async () => {
  const script: Script = async (_, connection) => {
    await write(connection, ok("hello"));
    return "close";
  };
  await asking(script, async (ask, opened) => {
    for (let turn = 0; turn < 3; turn++) assertEquals((await ask("/")).status, 200);
    assertEquals(opened(), 3);
  });
});

Deno.test("http calls: each way to fail is told by its kind, and the next call is well", async () => {
  const script: Script = async (request, connection) => {
    if (request.includes("/cut")) await write(connection, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhal");
    else if (request.includes("/malformed")) await write(connection, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    else if (request.includes("/silent")) return "keep";
    else if (!request.includes("/reset")) {
      await write(connection, ok("hello"));
      return "keep";
    }
    return "close";
  };
  await asking(script, async (ask) => {
    for (
      const [path, kind] of [["/cut", "cut"], ["/malformed", "malformed"], ["/reset", "reset"], ["/silent", "timeout"]]
    ) {
      await failsBy(kind!, ask(path!));
      assertEquals((await ask("/")).status, 200);
    }
  });
});

Deno.test("http calls: nobody listens any more", async () => {
  const server = scriptedServer(() => Promise.resolve("close"));
  const target = await reachTarget(new URL(server.url));
  await server.close();
  const world = new LiveWorld({ onUnhandled: () => {} });
  const calls = new HttpCalls({ target, timeoutMs: 500 });
  await failsBy("refused", world.run(() => calls.fetch({ method: "GET", path: "/", headers: {} })));
  calls.close();
  world.close();
});
