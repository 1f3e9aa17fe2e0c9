import type { ChannelMessage, Channels } from "../../market/channels.ts";

/** A subscriber that takes less than it is told is cut off here, bytes. */
const MOST_BUFFERED = 1_000_000;
const TOPIC = /^(inventory|cart|notifications):\d{1,9}$/;

/** What a subscriber is sent: first that it hears the topic, then each message with the time of its publishing, ms since 1970. */
export type SocketMessage = { readonly subscribed: string } | ChannelMessage & { readonly sentEpochMs: number };

/**
 * Channels over WebSockets: what Action Cable is in architecture B.
 *
 *     GET /cable?topic=inventory:12        Upgrade: websocket
 *
 * The first message says that the subscription holds; from then on nothing that is published is missed until the socket closes. What a
 * client sends is not looked at. Refused: a request without an upgrade (426), an unknown topic (400).
 */
export function channelSockets(channels: Channels): (request: Request) => Response {
  return (request) => {
    const topic = new URL(request.url).searchParams.get("topic") ?? "";
    if (!TOPIC.test(topic)) {
      return new Response("the topic must be inventory, cart or notifications and a number\n", { status: 400 });
    }
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response("a WebSocket is needed\n", { status: 426, headers: { upgrade: "websocket" } });
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    let leave = () => {};
    const send = (message: SocketMessage) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MOST_BUFFERED) socket.close(1013, "too slow");
      else socket.send(JSON.stringify(message));
    };
    socket.onopen = () => {
      leave = channels.subscribe(topic, (message) => {
        send({ ...message, sentEpochMs: performance.timeOrigin + performance.now() });
      });
      send({ subscribed: topic });
    };
    socket.onclose = () => leave();
    // An error is followed by a close; without a listener it would be thrown at the process.
    socket.onerror = () => {};
    return response;
  };
}

/** Serves channels alone, on a free port of the loopback interface. */
export function serveChannels(channels: Channels): { readonly url: string; close(): Promise<void> } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, channelSockets(channels));
  return { url: `ws://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}
