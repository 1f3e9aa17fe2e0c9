import type { StockChannel } from "../../client/stock_watch.ts";
import type { SocketMessage } from "./channel_sockets.ts";

/**
 * A channel's clients: a WebSocket for each subscription, as each browser has one of its own. What is published before a
 * subscription holds is missed; so is everything once its socket is lost.
 */
export class ChannelSubscriptions implements StockChannel {
  readonly #url: string;
  readonly #onLost: () => void;
  readonly #open = new Set<WebSocket>();

  /** @param options `url`: "ws://127.0.0.1:PORT/cable"; `onLost`: told of each subscription that ended by itself, or never began. */
  constructor(options: { readonly url: string; readonly onLost: () => void }) {
    this.#url = options.url;
    this.#onLost = options.onLost;
  }

  subscribe(topic: string, listener: (tookMs?: number) => void): () => void {
    const socket = new WebSocket(`${this.#url}?topic=${topic}`);
    this.#open.add(socket);
    socket.onmessage = ({ data }) => {
      const message: SocketMessage = JSON.parse(String(data));
      if ("subscribed" in message || !this.#open.has(socket)) return;
      listener(Math.max(0, performance.timeOrigin + performance.now() - message.sentEpochMs));
    };
    // An error is followed by a close; without a listener it would be thrown at the process.
    socket.onerror = () => {};
    socket.onclose = () => {
      if (this.#open.delete(socket)) this.#onLost();
    };
    return () => this.#leave(socket);
  }

  /** Ends all of them. */
  close(): void {
    for (const socket of this.#open) this.#leave(socket);
  }

  #leave(socket: WebSocket): void {
    this.#open.delete(socket);
    socket.close();
  }
}
