/** Where points of presence stand and clients live: architecture B, "Edge Layer". */
export const REGIONS = ["usa", "europe", "asia", "others"] as const;
export type Region = (typeof REGIONS)[number];

/** What clients are: architecture B, "Client Layer". */
export const DEVICES = ["desktop", "mobile", "pwa"] as const;
export type Device = (typeof DEVICES)[number];

/**
 * The way between clients and the front door: modelled in both worlds, since the loopback interface has no distances. Designs whose
 * clients are not part of them do without. Clients are known by their number.
 */
export interface ClientNetwork {
  regionOf(client: number): Region;
  deviceOf(client: number): Device;
  /** One name look-up, ms; drawn anew each time. */
  lookupMs(): number;
  /** How long a client keeps a looked-up name, ms. */
  readonly nameTtlMs: number;
  /** How long a connection without traffic stays open, ms. */
  readonly idleMs: number;
  /** Between the client and its region's point of presence and back, ms. */
  roundTripMs(client: number): number;
  /** Round trips of a TLS handshake: 1 in TLS 1.3 (RFC 8446), 2 in TLS 1.2 (RFC 5246). */
  tlsRoundTrips(client: number): number;
  /** Bandwidth towards the client, bytes/ms. */
  bytesPerMs(client: number): number;
  /** From a channel's publisher to the server that a subscriber is connected to, ms; drawn anew each time. */
  broadcastMs(): number;
  /** Between a region's point of presence and the origin and back, ms. */
  originRoundTripMs(region: Region): number;
  /** When the client will be online again, ms since the start; undefined when it is online. */
  offlineUntilMs(client: number): number | undefined;
}
