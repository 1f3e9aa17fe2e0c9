import type { ClientNetwork } from "../../src/ports/client_network.ts";

/** A network whose numbers the test gives; every client is an American desktop, online unless `offlineUntilMs` says otherwise. */
export function fixedNetwork(
  numbers: {
    rttMs?: number;
    lookupMs?: number;
    tlsRoundTrips?: number;
    bytesPerMs?: number;
    idleMs?: number;
    nameTtlMs?: number;
    broadcastMs?: number;
    offlineUntilMs?: (client: number) => number | undefined;
  } = {},
): ClientNetwork {
  return {
    regionOf: () => "usa",
    deviceOf: () => "desktop",
    lookupMs: () => numbers.lookupMs ?? 20,
    nameTtlMs: numbers.nameTtlMs ?? 300_000,
    idleMs: numbers.idleMs ?? 60_000,
    roundTripMs: () => numbers.rttMs ?? 30,
    tlsRoundTrips: () => numbers.tlsRoundTrips ?? 1,
    bytesPerMs: () => numbers.bytesPerMs ?? 1250,
    originRoundTripMs: () => 20,
    broadcastMs: () => numbers.broadcastMs ?? 1,
    offlineUntilMs: numbers.offlineUntilMs ?? (() => undefined),
  };
}
