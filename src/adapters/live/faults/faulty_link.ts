import { Random } from "../../../base/random.ts";
import type { FaultInjector, LiveFault } from "./live_fault.ts";

/** What may wait in one direction of one connection before the sender is held up. */
const MOST_PENDING_BYTES = 4 * 1024 * 1024;
const BUFFER_BYTES = 64 * 1024;

/**
 * A TCP proxy on the loopback interface between a client and a server, which passes everything on until a fault is injected. It makes
 * faults of a network without the rights that the kernel's own means need (tc-netem), and those of a server that is not ours to signal.
 */
export class FaultyLink implements FaultInjector {
  readonly #listener: Deno.TcpListener;
  readonly #target: { hostname: string; port: number };
  readonly #random: Random;
  readonly #connections = new Set<LinkedConnection>();
  #fault: LiveFault | undefined = undefined;
  #healed = Promise.withResolvers<void>();

  /**
   * @param target Where bytes are passed on to.
   * @param options `seed`: decides which connections a `drop` strikes. @default 1
   */
  constructor(target: { hostname: string; port: number }, options: { seed?: number } = {}) {
    this.#target = target;
    this.#random = new Random(options.seed ?? 1).fork("faulty link");
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accept();
  }

  /** Where the client connects to, on 127.0.0.1. */
  get port(): number {
    return this.#listener.addr.port;
  }

  get connections(): number {
    return this.#connections.size;
  }

  inject(fault: LiveFault): void {
    this.heal();
    this.#fault = fault;
    if (fault.kind === "kill") this.#cutAll();
  }

  heal(): void {
    this.#fault = undefined;
    this.#healed.resolve();
    this.#healed = Promise.withResolvers<void>();
    // Bytes of theirs are lost: what follows would be out of step.
    for (const connection of this.#connections) if (connection.isLost) connection.close();
  }

  /** Cuts every connection and listens no more. */
  close(): void {
    this.#listener.close();
    this.heal();
    this.#cutAll();
  }

  /** Over when what was sent just now may go on. @returns false when it is lost */
  async #passes(connection: LinkedConnection, direction: "request" | "answer", arrivedMs: number): Promise<boolean> {
    const fault = this.#fault;
    if (fault?.kind === "pause") await this.#healed.promise;
    if (fault?.kind === "slow" && direction === "answer") {
      await sleep(arrivedMs + fault.delayMs - performance.now());
    }
    if (fault?.kind === "drop" && direction === "request" && this.#random.chance(fault.share)) connection.isLost = true;
    return !connection.isLost;
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      if (this.#fault?.kind === "kill") client.close();
      else this.#link(client);
    }
  }

  async #link(client: Deno.TcpConn): Promise<void> {
    const server = await Deno.connect(this.#target).catch(() => undefined);
    if (server === undefined || this.#fault?.kind === "kill") {
      client.close();
      server?.close();
      return;
    }
    const connection = new LinkedConnection(client, server);
    this.#connections.add(connection);
    const passes = (direction: "request" | "answer") => (arrivedMs: number) =>
      this.#passes(connection, direction, arrivedMs);
    await Promise.all([pump(client, server, passes("request")), pump(server, client, passes("answer"))]);
    connection.close();
    this.#connections.delete(connection);
  }

  #cutAll(): void {
    for (const connection of this.#connections) connection.close();
  }
}

class LinkedConnection {
  isLost = false;
  readonly #ends: readonly Deno.TcpConn[];

  constructor(client: Deno.TcpConn, server: Deno.TcpConn) {
    this.#ends = [client, server];
    for (const end of this.#ends) end.setNoDelay(true);
  }

  close(): void {
    for (const end of this.#ends) {
      try {
        end.close();
      } catch {
        // It is closed already.
      }
    }
  }
}

/** Passes on one direction in its order, each piece when it may go: delays do not add up. Over when the direction is. */
async function pump(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  passes: (arrivedMs: number) => Promise<boolean>,
): Promise<void> {
  let pendingBytes = 0;
  let last = Promise.resolve();
  const buffer = new Uint8Array(BUFFER_BYTES);
  try {
    for (;;) {
      const length = await from.read(buffer);
      if (length === null) break;
      const piece = buffer.slice(0, length);
      const may = passes(performance.now());
      pendingBytes += length;
      last = last.then(async () => {
        if (await may) await writeAll(to, piece);
        pendingBytes -= length;
      });
      last.catch(() => {});
      if (pendingBytes > MOST_PENDING_BYTES) await last;
    }
    await last;
    await to.closeWrite();
  } catch {
    // One end is gone: so is the other.
    for (const end of [from, to]) {
      try {
        end.close();
      } catch {
        // It is closed already.
      }
    }
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let left = bytes; left.length > 0;) left = left.subarray(await connection.write(left));
}

function sleep(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
