/** What is told on a channel: architecture B, Action Cable's Inventory, Cart and Notifications. */
export type ChannelMessage =
  | { readonly channel: "inventory"; readonly productId: number; readonly quantity: number }
  | { readonly channel: "cart"; readonly userId: number }
  | { readonly channel: "notifications"; readonly userId: number; readonly text: string };

type Listener = (message: ChannelMessage) => void;

/**
 * Publishes to those who listen, by topic. It is what all servers of the application share: in the document Redis carries it between them.
 * Publishing costs O(listeners of the topic) and never fails the publisher: a listener's error is told to `onError`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Channels } from "./channels.ts";
 * const channels = new Channels();
 * const heard: number[] = [];
 * const leave = channels.subscribe("inventory:7", (message) => {
 *   if (message.channel === "inventory") heard.push(message.quantity);
 * });
 * assertEquals(channels.publish("inventory:7", { channel: "inventory", productId: 7, quantity: 3 }), 1);
 * leave();
 * assertEquals([channels.publish("inventory:7", { channel: "inventory", productId: 7, quantity: 2 }), heard], [0, [3]]);
 * ```
 */
export class Channels {
  readonly #topics = new Map<string, Set<Listener>>();
  readonly #onError: (error: unknown) => void;

  constructor(options: { onError?: (error: unknown) => void } = {}) {
    this.#onError = options.onError ?? (() => {});
  }

  /** @returns what ends it. */
  subscribe(topic: string, listener: Listener): () => void {
    let listeners = this.#topics.get(topic);
    if (listeners === undefined) this.#topics.set(topic, listeners = new Set());
    const mine: Listener = (message) => listener(message);
    listeners.add(mine);
    return () => {
      listeners.delete(mine);
      if (listeners.size === 0 && this.#topics.get(topic) === listeners) this.#topics.delete(topic);
    };
  }

  /** @returns how many were told. */
  publish(topic: string, message: ChannelMessage): number {
    const listeners = this.#topics.get(topic);
    if (listeners === undefined) return 0;
    const told = listeners.size;
    for (const listener of [...listeners]) {
      try {
        listener(message);
      } catch (error) {
        this.#onError(error);
      }
    }
    return told;
  }
}

/** The topic of a product's stock. */
export function inventoryTopic(productId: number): string {
  return `inventory:${productId}`;
}
