import { assert, assertEquals, assertThrows } from "@std/assert";
import { brotliDecompressSync } from "node:zlib";
import { HttpClient } from "../support/http_client.ts";
import { serveHttp } from "../../src/adapters/live/http_server.ts";
import { bodyOf, bytesOf } from "../../src/adapters/live/live_content.ts";
import { EXIT, Failure } from "../../src/base/errors.ts";
import { aDevelopment } from "../../src/designs/registered.ts";
import { openLiveStack } from "../../src/cli/live_stack.ts";
import { immediate } from "../../src/flow/instructions.ts";
import { LiveWorld } from "../../src/flow/live_clock.ts";
import type { Fetch, WebReply, WebRequest } from "../../src/ports/http.ts";
import { live } from "../support/live_worlds.ts";

async function served(fetch: Fetch, run: (url: string) => Promise<void>): Promise<void> {
  const world = new LiveWorld({ onUnhandled: () => {} });
  const server = serveHttp({ world, fetch, port: 0 });
  try {
    await run(server.url);
  } finally {
    await server.close();
    world.close();
  }
}

/** Says what it was asked. */
const echo: Fetch = ({ method, path, headers, body }: WebRequest) => {
  const text = JSON.stringify({ method, path, headers, body });
  const reply: WebReply = { status: 200, headers: {}, body: bodyOf(new TextEncoder().encode(text)), servedBy: "l1" };
  return immediate(reply);
};

Deno.test("HTTP: requests come as they were sent, replies as they were given", async () => {
  await served(echo, async (url) => {
    const client = new HttpClient(url);
    await live(function* () {
      const headers = { "accept-encoding": "br", "if-none-match": '"x"', "x-client": "7" };
      const reply = yield* client.fetch({ method: "GET", path: "/products/1?sort=price", headers });
      assertEquals([reply.status, reply.servedBy, reply.headers["cache-status"]], [200, "l1", "l1; hit"]);
      const heard = JSON.parse(new TextDecoder().decode(bytesOf(reply.body!)));
      assertEquals(heard, { method: "GET", path: "/products/1?sort=price", headers });
      const body = { priceCents: 5 };
      const posted = yield* client.fetch({ method: "POST", path: "/api/products/1", headers: {}, body });
      assertEquals(JSON.parse(new TextDecoder().decode(bytesOf(posted.body!))).body, body);
    });
    client.close();
  });
});

Deno.test("HTTP: too large a body is a 413, none of JSON a 400, an odd method a 405, what throws a 500", async () => {
  const fetch: Fetch = (request) => {
    if (request.path === "/broken") throw new RangeError("broken");
    return echo(request);
  };
  await served(fetch, async (url) => {
    const post = async (body: BodyInit) => {
      const response = await globalThis.fetch(`${url}/api/products/1`, { method: "POST", body });
      await response.body?.cancel();
      return response.status;
    };
    assertEquals(await post(JSON.stringify("x".repeat(64 * 1024 - 2))), 200);
    assertEquals(await post(JSON.stringify("x".repeat(64 * 1024 - 1))), 413);
    assertEquals(await post("x".repeat(5_000_000)), 413);
    assertEquals(await post("{not json"), 400);
    assertEquals(await post(""), 200);
    const status = async (path: string, method: string) => {
      const response = await globalThis.fetch(`${url}${path}`, { method });
      await response.body?.cancel();
      return response.status;
    };
    assertEquals([await status("/", "PATCH"), await status("/broken", "GET"), await status("/", "GET")], [
      405,
      500,
      200,
    ]);
  });
});

Deno.test("HTTP: a server that is not there, hangs up, or breaks off in the middle counts as 599", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answers = ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"];
  const serving = (async () => {
    for (const answer of answers) {
      const connection = await listener.accept();
      await connection.read(new Uint8Array(4096));
      if (answer !== "") await connection.write(new TextEncoder().encode(answer));
      connection.close();
    }
    listener.close();
  })();
  const client = new HttpClient(`http://127.0.0.1:${listener.addr.port}`);
  await live(function* () {
    for (const what of ["hangs up", "breaks off"]) {
      assertEquals((yield* client.fetch({ method: "GET", path: "/", headers: {} })).status, 599, what);
    }
  });
  await serving;
  await live(function* () {
    assertEquals((yield* client.fetch({ method: "GET", path: "/", headers: {} })).status, 599);
  });
  client.close();
});

Deno.test("HTTP: a busy port is one clear failure with the exit status for what cannot be reached", () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const world = new LiveWorld({ onUnhandled: () => {} });
  const failure = assertThrows(
    () => serveHttp({ world, fetch: echo, port }),
    Failure,
    `Cannot listen on port ${port}: it must be free`,
  );
  assertEquals([failure.code, failure.exitStatus], ["port-in-use", EXIT.unreachable]);
  listener.close();
});

Deno.test("HTTP: the whole stack speaks HTTP as browsers expect it: codings, 304, HEAD, cache headers, the monitor", async () => {
  const stack = await openLiveStack({
    name: "a-development",
    config: aDevelopment,
    products: 100,
    seed: 1,
    port: 0,
    redisUrl: undefined,
    databaseUrl: undefined,
    onUnhandled: () => {},
  });
  const client = new HttpClient(stack.url);
  try {
    await live(function* () {
      const get = (path: string, headers = {}) => client.fetch({ method: "GET", path, headers });
      const plain = yield* get("/products/5");
      const coded = yield* get("/products/5", { "accept-encoding": "gzip, br" });
      assertEquals([plain.headers["content-encoding"], coded.headers["content-encoding"]], [undefined, "br"]);
      assertEquals(new Uint8Array(brotliDecompressSync(bytesOf(coded.body!))), bytesOf(plain.body!));
      assertEquals(Number(coded.headers["content-length"]), coded.body!.sizeBytes);
      assert(coded.headers["vary"]?.toLowerCase().includes("accept-encoding"));
      assert(Number(coded.headers["x-compression-ratio"]) < 0.35);
      assertEquals([plain.servedBy, coded.servedBy], ["database", "l1"]);
      for (const tag of [plain.headers["etag"]!, coded.headers["etag"]!]) {
        const again = yield* get("/products/5", { "accept-encoding": "br", "if-none-match": tag });
        assertEquals([again.status, again.body], [304, undefined], tag);
      }
      const head = yield* client.fetch({ method: "HEAD", path: "/products/5", headers: {} });
      assertEquals([head.status, head.body, head.headers["etag"]], [200, undefined, plain.headers["etag"]]);
      assert((yield* get("/static/1")).headers["cache-control"]?.includes("immutable"));
      const body = { priceCents: 4321 };
      assertEquals((yield* client.fetch({ method: "POST", path: "/api/products/5", headers: {}, body })).status, 204);
      const changed = yield* get("/api/products/5", { "if-none-match": plain.headers["etag"]! });
      assertEquals(JSON.parse(new TextDecoder().decode(bytesOf(changed.body!)))[0][0].price_cents, 4321);
      assertEquals((yield* get("/products/9999")).status, 404);
      assertEquals((yield* get("/api/performance/metrics")).status, 200);
      assertEquals((yield* get("/dashboard")).status, 200);
    });
    stack.stack.audit();
  } finally {
    client.close();
    await stack.close();
  }
});
