import { chain, later } from "../flow/chain.ts";
import type { Clock } from "../flow/clock.ts";
import { sleep, sleepThen } from "../flow/instructions.ts";
import { clientNumber } from "../http/client_number.ts";
import { isProductPage } from "../http/product_page.ts";
import type { ClientNetwork } from "../ports/client_network.ts";
import type { Operation } from "../flow/operation.ts";
import type { Fetch, Tier, WebReply, WebRequest } from "../ports/http.ts";
import type { Probe, Step } from "../ports/probe.ts";
import { Connection } from "./connection.ts";

/** What the way to clients is made of. */
export interface ClientWayOptions {
  readonly network: ClientNetwork;
  readonly clock: Clock;
  readonly probe: Probe;
}

/** Status and headers of a reply weigh so much on the wire; assumed, HPACK-coded, 2026-11. */
const HEAD_BYTES = 300;

/**
 * The way from a client to its point of presence and back: name look-up, TCP and TLS handshakes when there is no open connection, a
 * round trip, and the transfer of the reply at the client's bandwidth. Tells the steps of product pages.
 *
 * Left out: uploads' bandwidth, packet loss, 0-RTT resumption, HTTP/2 server push (removed from browsers; Chrome 106, 2022).
 */
export function clientWay(options: ClientWayOptions): Tier {
  const way = new ClientWay(options);
  return (next) => (request) => way.pass(request, next);
}

class ClientWay {
  readonly #options: ClientWayOptions;
  readonly #connections = new Map<number, Connection>();

  constructor(options: ClientWayOptions) {
    this.#options = options;
  }

  pass(request: WebRequest, next: Fetch): Operation<WebReply> {
    const { network, clock } = this.#options;
    const client = clientNumber(request);
    const connection = this.#connection(client);
    const rttMs = network.roundTripMs(client);
    const startedMs = clock.nowMs();
    const isNew = startedMs >= connection.openUntilMs;
    const isPage = isProductPage(request);
    if (isNew) this.#setUp(client, connection, rttMs, isPage);
    connection.openUntilMs = Infinity;
    const waitMs = Math.max(0, connection.readyAtMs - startedMs) + rttMs / 2;
    return chain(sleep(waitMs), () =>
      chain(later(() => next(request)), (reply) => {
        const nowMs = clock.nowMs();
        const link = { rttMs, bytesPerMs: network.bytesPerMs(client) };
        const downloadMs = connection.transferMs((reply.body?.sizeBytes ?? 0) + HEAD_BYTES, link, nowMs + rttMs / 2);
        connection.openUntilMs = nowMs + rttMs / 2 + downloadMs + network.idleMs;
        if (isPage) this.#tellPage({ rttMs, downloadMs, isWhole: isNew && reply.servedBy === "database", startedMs });
        return sleepThen(rttMs / 2 + downloadMs, () => reply);
      }, (error) => {
        connection.openUntilMs = -Infinity;
        throw error;
      }));
  }

  #setUp(client: number, connection: Connection, rttMs: number, isPage: boolean): void {
    const { network, clock } = this.#options;
    const nowMs = clock.nowMs();
    let readyAtMs = nowMs;
    if (nowMs >= connection.nameUntilMs) {
      const lookupMs = network.lookupMs();
      connection.nameUntilMs = nowMs + lookupMs + network.nameTtlMs;
      readyAtMs += lookupMs;
      if (isPage) this.#tell("dns", lookupMs);
    }
    const tlsMs = network.tlsRoundTrips(client) * rttMs;
    readyAtMs += rttMs + tlsMs;
    if (isPage) {
      this.#tell("tcp", rttMs);
      this.#tell("tls", tlsMs);
    }
    connection.readyAtMs = readyAtMs;
    connection.reset();
  }

  #tellPage(page: { rttMs: number; downloadMs: number; isWhole: boolean; startedMs: number }): void {
    const { rttMs, downloadMs, isWhole, startedMs } = page;
    this.#tell("round-trip", rttMs);
    this.#tell("download", downloadMs);
    if (isWhole) this.#tell("total", this.#options.clock.nowMs() + rttMs / 2 + downloadMs - startedMs);
  }

  #tell(step: Step, ms: number): void {
    this.#options.probe.emit({ kind: "step", step, ms });
  }

  #connection(client: number): Connection {
    let connection = this.#connections.get(client);
    if (connection === undefined) this.#connections.set(client, connection = new Connection());
    return connection;
  }
}
