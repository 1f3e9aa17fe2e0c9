import type { Clock } from "../flow/clock.ts";
import { clientNumber } from "../http/client_number.ts";
import { isProductPage } from "../http/product_page.ts";
import type { ClientNetwork } from "../ports/client_network.ts";
import type { Tier, WebRequest } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";

/** What a client needs of a channel: to hear of a topic until it leaves. */
export interface StockChannel {
  /** @param listener Told how long a message took to the subscriber's server, ms, where the channel measures it. */
  subscribe(topic: string, listener: (tookMs?: number) => void): () => void;
}

export interface StockWatchOptions {
  readonly channel: StockChannel;
  readonly network: ClientNetwork;
  readonly clock: Clock;
  readonly probe: Probe;
}

/** A page that was opened longer ago is taken for left; assumed, 2026-11. */
const LOOKED_AT_MS = 60_000;

interface Watch {
  readonly path: string;
  readonly leave: () => void;
  sinceMs: number;
}

/**
 * Whoever looks at a product page hears of its stock: one subscription a client, for the page that it opened last. Each delivery is told
 * with its time: the channel's, as it was measured or is modelled, and half a round trip.
 */
export function stockWatch(options: StockWatchOptions): Tier {
  const { channel, network, clock, probe } = options;
  const watches = new Map<number, Watch>();

  function watch(request: WebRequest): void {
    const client = clientNumber(request);
    const before = watches.get(client);
    if (before?.path === request.path) {
      before.sinceMs = clock.nowMs();
      return;
    }
    before?.leave();
    const leave = channel.subscribe(
      `inventory:${request.path.slice("/products/".length)}`,
      (tookMs) => told(client, tookMs),
    );
    watches.set(client, { path: request.path, leave, sinceMs: clock.nowMs() });
  }

  function told(client: number, tookMs: number | undefined): void {
    const mine = watches.get(client)!;
    if (clock.nowMs() - mine.sinceMs > LOOKED_AT_MS) {
      mine.leave();
      watches.delete(client);
      return;
    }
    const latencyMs = (tookMs ?? network.broadcastMs()) + network.roundTripMs(client) / 2;
    probe.emit({ kind: "delivered", channel: "inventory", latencyMs });
  }

  return (next) => (request) => {
    if (isProductPage(request)) watch(request);
    return next(request);
  };
}
