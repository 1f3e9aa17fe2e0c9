/** Why a connection is no more. */
export type EndKind =
  /** It was never opened. */
  | "refused"
  /** The other side closed it in order. */
  | "closed"
  /** It broke. */
  | "reset";

/** Is told what happens on connections, which are numbered by slots. */
export interface TransportListener {
  /** The connection can be written to. */
  opened(slot: number): void;
  /** @param bytes `[0, length)` came; valid only during the call. */
  received(slot: number, bytes: Uint8Array, length: number): void;
  /** The slot is free again; not told after `close`. */
  ended(slot: number, kind: EndKind): void;
}

/** What drives the transport: told to go on whenever time passed or something happened. */
export interface Driver extends TransportListener {
  /** Does what is due. */
  tick(): void;
  /** Ms from now until `tick` is needed though nothing happens; at least 0. */
  waitMs(): number;
  readonly isDone: boolean;
}

/** Moves bytes over TCP. No call of it calls back before it returned. */
export interface Transport {
  open(slot: number): void;
  /** @param bytes `[0, length)` is sent or copied before the call returns. */
  send(slot: number, bytes: Uint8Array, length: number): void;
  close(slot: number): void;
  /** Runs until the driver is done, then closes every connection. */
  run(driver: Driver): Promise<void>;
}

/** A server's address, resolved. */
export interface Address {
  /** IPv4 or IPv6, as text. */
  readonly ip: string;
  readonly port: number;
  /** The name that TLS must prove; undefined for plain TCP. */
  readonly tlsName: string | undefined;
}
