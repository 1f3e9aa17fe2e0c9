import { assert, assertEquals } from "@std/assert";
import { RedisLevel } from "../../src/adapters/live/redis_store.ts";
import { startRedisServer } from "../../src/adapters/live/servers/redis_server.ts";
import { outside, sleep } from "../../src/flow/instructions.ts";
import { live } from "../support/live_worlds.ts";
import { redisServer, serverTest } from "../support/servers.ts";

const PROGRAM = new URL("./programs/leasing_instance.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** An instance in a process of its own. */
class Instance {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(url: string) {
    const args = ["run", "--quiet", "--allow-all", `--config=${CONFIG}`, PROGRAM, url];
    this.#child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped", stderr: "null" }).spawn();
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  async line(): Promise<string> {
    while (!this.#text.includes("\n")) {
      const { value, done } = await this.#lines.read();
      assert(!done, "the program says more before it ends");
      this.#text += value;
    }
    const [first] = this.#text.split("\n", 1);
    this.#text = this.#text.slice(first!.length + 1);
    return first!;
  }

  async go(): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("go\n"));
    await writer.close();
  }

  async end(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#lines.cancel();
    await this.#child.status;
  }
}

serverTest("redis: of two processes that ask for one key under a lease, one runs the factory and both have its value", {
  "redis-server": redisServer,
}, async () => {
  const server = await startRedisServer({ program: redisServer! });
  const instances = [new Instance(server.url), new Instance(server.url)];
  try {
    for (const instance of instances) assertEquals(await instance.line(), "ready");
    await Promise.all(instances.map((instance) => instance.go()));
    const values = await Promise.all(instances.map((instance) => instance.line()));
    assertEquals(values, ["run 1", "run 1"]);
  } finally {
    await Promise.all(instances.map((instance) => instance.end()));
    await server.stop();
  }
});

serverTest(
  "redis: a lease that ran out leaves its holder with an old fence, whose write is refused, after a restart too",
  {
    "redis-server": redisServer,
  },
  async () => {
    const server = await startRedisServer({ program: redisServer! });
    const level = await RedisLevel.connect(server.url, "p:", { deadlineMs: 5000 });
    const view = level.view("page");
    const writing = { ttlMs: 60_000, sizeBytes: 1 };
    try {
      await live(function* () {
        const first = (yield* view.lease!("k", { ttlMs: 100 }))!;
        assertEquals(yield* view.lease!("k", { ttlMs: 100 }), undefined, "one holder at a time");
        let second = undefined;
        while (second === undefined) {
          yield* sleep(20);
          second = yield* view.lease!("k", { ttlMs: 60_000 });
        }
        assert(second.fence > first.fence, `${second.fence} after ${first.fence}`);
        yield* view.set("k", "of the first", { ...writing, fence: first.fence });
        assertEquals(yield* view.get("k"), undefined, "the older holder's write is refused");
        // Nor does the older one end the newer one's lease.
        yield* view.release!("k", first);
        assertEquals(yield* view.lease!("k", { ttlMs: 100 }), undefined);
        yield* view.set("k", "of the second", { ...writing, fence: second.fence });
        assertEquals(yield* view.get("k"), "of the second");
        yield* outside("the test's own hand", () => server.restart());
        let third = undefined;
        while (third === undefined) {
          yield* sleep(20);
          try {
            third = yield* view.lease!("k", { ttlMs: 60_000 });
          } catch {
            // It is not connected again yet.
          }
        }
        assert(third.fence > second.fence, `a server that lost its memory grants no fence anew: ${third.fence}`);
        yield* view.set("k", "of the second, late", { ...writing, fence: second.fence });
        assertEquals(yield* view.get("k"), undefined);
      });
    } finally {
      level.close();
      await server.stop();
    }
  },
);
