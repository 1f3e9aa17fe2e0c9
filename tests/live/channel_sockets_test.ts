import { assert, assertEquals } from "@std/assert";
import { channelSockets } from "../../src/adapters/live/channel_sockets.ts";
import { Channels } from "../../src/market/channels.ts";

/** A subscriber and what it heard. */
class Subscriber {
  readonly heard: unknown[] = [];
  readonly tookMs: number[] = [];
  readonly #socket: WebSocket;
  #changed = () => {};

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.onmessage = ({ data }) => {
      const { sentEpochMs, ...message } = JSON.parse(String(data));
      this.heard.push(message);
      if (sentEpochMs !== undefined) this.tookMs.push(performance.timeOrigin + performance.now() - sentEpochMs);
      this.#changed();
    };
  }

  async count(wanted: number): Promise<void> {
    while (this.heard.length < wanted) await new Promise<void>((resolve) => this.#changed = resolve);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    this.#socket.close();
    await closed;
  }
}

Deno.test("channel sockets: who listens to a topic hears all of it in order, and nothing of others", async () => {
  const channels = new Channels();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, channelSockets(channels));
  const url = `ws://127.0.0.1:${server.addr.port}/cable?topic=inventory:`;
  try {
    const [one, two, other] = [7, 7, 8].map((id) => new Subscriber(`${url}${id}`));
    await Promise.all([one, two, other].map((subscriber) => subscriber!.count(1)));
    const messages = [5, 4, 3].map((quantity) => ({ channel: "inventory", productId: 7, quantity }) as const);
    for (const message of messages) assertEquals(channels.publish("inventory:7", message), 2);
    await Promise.all([one!.count(4), two!.count(4)]);
    assertEquals(one!.heard, [{ subscribed: "inventory:7" }, ...messages]);
    assertEquals(two!.heard, one!.heard);
    assertEquals(other!.heard, [{ subscribed: "inventory:8" }]);
    assert(one!.tookMs.length === 3 && one!.tookMs.every((ms) => ms > -1), one!.tookMs.join());
    await Promise.all([one, two, other].map((subscriber) => subscriber!.close()));
    // The server hears of a close a moment after the client.
    for (let turn = 0; turn < 600 && channels.publish("inventory:7", messages[0]!) > 0; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assertEquals(channels.publish("inventory:7", messages[0]!), 0);
  } finally {
    await server.shutdown();
  }
});

Deno.test("channel sockets: no topic and no upgrade are refused", async () => {
  const handler = channelSockets(new Channels());
  const status = (path: string) => handler(new Request(`http://shop${path}`)).status;
  assertEquals([status("/cable"), status("/cable?topic=inventory:x"), status("/cable?topic=inventory:7")], [
    400,
    400,
    426,
  ]);
  await Promise.resolve();
});
