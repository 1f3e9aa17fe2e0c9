import type { Address, Driver, Transport } from "./transport.ts";

const BUFFER_BYTES = 64 * 1024;
/** Longest wait: after it the driver may look whether it was stopped. */
const MOST_WAIT_MS = 50;

/** TCP and TLS by the runtime's own sockets: everywhere, with `--allow-net` alone, at about twice the processor time. */
export class StreamTransport implements Transport {
  readonly #address: Address;
  readonly #connections: (Deno.Conn | undefined)[] = [];
  /** The last write of a slot: the next one waits for it. */
  readonly #writing: (Promise<void> | undefined)[] = [];
  #driver: Driver | undefined = undefined;
  #wake: () => void = () => {};
  #dueMs = Infinity;

  constructor(address: Address) {
    this.#address = address;
  }

  open(slot: number): void {
    this.#connect().then(
      (connection) => this.#serve(slot, connection),
      () => this.#tell(() => this.#driver!.ended(slot, "refused")),
    );
  }

  send(slot: number, bytes: Uint8Array, length: number): void {
    const connection = this.#connections[slot]!;
    const own = bytes.slice(0, length);
    const write = () => writeAll(connection, own);
    const before = this.#writing[slot];
    // A write that fails is told by the read that fails with it.
    this.#writing[slot] = (before === undefined ? write() : before.then(write)).catch(() => {});
  }

  close(slot: number): void {
    const connection = this.#connections[slot];
    this.#connections[slot] = undefined;
    this.#writing[slot] = undefined;
    closed(connection);
  }

  async run(driver: Driver): Promise<void> {
    this.#driver = driver;
    for (driver.tick(); !driver.isDone; driver.tick()) await this.#sleep(Math.min(driver.waitMs(), MOST_WAIT_MS));
    this.#driver = undefined;
    this.#connections.forEach((_, slot) => this.close(slot));
  }

  #connect(): Promise<Deno.Conn> {
    const { ip: hostname, port, tlsName } = this.#address;
    return tlsName === undefined
      ? Deno.connect({ hostname, port })
      : Deno.connectTls({ hostname: tlsName, port, alpnProtocols: ["http/1.1"] });
  }

  async #serve(slot: number, connection: Deno.Conn): Promise<void> {
    if (this.#driver === undefined) return closed(connection);
    if ("setNoDelay" in connection) (connection as Deno.TcpConn).setNoDelay(true);
    this.#connections[slot] = connection;
    this.#tell((driver) => driver.opened(slot));
    const buffer = new Uint8Array(BUFFER_BYTES);
    const isOurs = () => this.#connections[slot] === connection;
    const ends = (kind: "closed" | "reset") => {
      if (!isOurs()) return;
      this.close(slot);
      this.#tell((driver) => driver.ended(slot, kind));
    };
    try {
      for (;;) {
        const length = await connection.read(buffer);
        if (!isOurs()) return;
        if (length === null) return ends("closed");
        this.#tell((driver) => driver.received(slot, buffer, length));
        if (!isOurs()) return;
      }
    } catch {
      ends("reset");
    }
  }

  #tell(happened: (driver: Driver) => void): void {
    if (this.#driver === undefined) return;
    happened(this.#driver);
    const { isDone } = this.#driver;
    if (isDone || performance.now() + this.#driver.waitMs() < this.#dueMs - 0.5) this.#wake();
  }

  #sleep(waitMs: number): Promise<void> {
    this.#dueMs = performance.now() + waitMs;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let left = bytes; left.length > 0;) left = left.subarray(await connection.write(left));
}

function closed(connection: Deno.Conn | undefined): void {
  try {
    connection?.close();
  } catch {
    // The other side was faster.
  }
}
