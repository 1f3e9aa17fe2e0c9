import { assert, assertEquals } from "@std/assert";
import { closeRedis, openRedis, readRedisUrl } from "../../src/adapters/live/redis_connection.ts";
import { startRedisServer } from "../../src/adapters/live/servers/redis_server.ts";
import { redisServer, serverTest } from "../support/servers.ts";

/** As much of a sentinel as a client asks for, over protocol 2; what it says of the master can be held back. */
class SentinelDouble {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections = new Set<Deno.Conn>();
  readonly #subscribers = new Set<Deno.Conn>();
  readonly #masterPort: number;
  /** Called with each question for the master; the answer waits for what it gives. */
  onAsked: () => Promise<void> = () => Promise.resolve();

  constructor(masterPort: number) {
    this.#masterPort = masterPort;
    this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  async tellOfFailover(): Promise<void> {
    const message = ["message", "+switch-master", `group 127.0.0.1 1 127.0.0.1 ${this.#masterPort}`];
    for (const connection of this.#subscribers) await send(connection, list(message));
  }

  close(): void {
    this.#listener.close();
    for (const connection of this.#connections) hangUp(connection);
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) this.#serve(connection);
  }

  async #serve(connection: Deno.Conn): Promise<void> {
    this.#connections.add(connection);
    const buffer = new Uint8Array(65_536);
    let text = "";
    try {
      for (let length; (length = await connection.read(buffer)) !== null;) {
        text += new TextDecoder().decode(buffer.subarray(0, length));
        for (let command; (command = taken(text)) !== undefined;) {
          text = command.rest;
          await send(connection, await this.#answer(command.words, connection));
        }
      }
    } catch {
      // The client is gone.
    }
    this.#subscribers.delete(connection);
    this.#connections.delete(connection);
    hangUp(connection);
  }

  async #answer([name, what]: readonly string[], connection: Deno.Conn): Promise<string> {
    switch (name!.toUpperCase()) {
      case "HELLO":
        return "-ERR unknown command 'HELLO'\r\n";
      case "SUBSCRIBE":
        this.#subscribers.add(connection);
        return `*3\r\n${bulk("subscribe")}${bulk(what!)}:1\r\n`;
      case "SENTINEL":
        if (what!.toLowerCase() === "sentinels") return "*0\r\n";
        await this.onAsked();
        return list(["127.0.0.1", String(this.#masterPort)]);
      default:
        return "+OK\r\n";
    }
  }
}

function hangUp(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}

/** The first whole command of what was received. */
function taken(text: string): { words: string[]; rest: string } | undefined {
  const lines = text.split("\r\n");
  const count = Number(lines[0]!.slice(1));
  if (!(count > 0) || lines.length < 2 * count + 2) return undefined;
  const words = Array.from({ length: count }, (_, index) => lines[2 * index + 2]!);
  return { words, rest: lines.slice(2 * count + 1).join("\r\n") };
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
const list = (texts: readonly string[]) => `*${texts.length}\r\n${texts.map(bulk).join("")}`;

async function send(connection: Deno.Conn, text: string): Promise<void> {
  for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) {
    bytes = bytes.subarray(await connection.write(bytes));
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert(tries < 3000, `waited 30 s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

serverTest(
  "redis behind sentinels: a failover that is told of while the client asks for the master is not its end",
  { "redis-server": redisServer },
  async () => {
    const master = await startRedisServer({ program: redisServer! });
    const sentinel = new SentinelDouble(master.port);
    const redis = openRedis(readRedisUrl(`redis-sentinel://127.0.0.1:${sentinel.port}/group`), "commands");
    let ends = 0;
    redis.on("end", () => ends++);
    try {
      await redis.connect();
      await until("the client to listen for failovers", () => sentinel.subscribers > 0);
      let told = 0;
      sentinel.onAsked = async () => {
        if (told++ > 0) return;
        await sentinel.tellOfFailover();
        // The message overtakes the answer.
        await new Promise((resolve) => setTimeout(resolve, 100));
      };
      await master.kill();
      await until("the message in the middle of the question", () => told > 1);
      assertEquals(ends, 1, "the client gave up, as it does");
      await master.restart();
      await until("the connection", () => redis.status === "ready");
      assertEquals(await redis.call("PING"), "PONG");
    } finally {
      closeRedis(redis);
      sentinel.close();
      await master.stop();
    }
  },
);
