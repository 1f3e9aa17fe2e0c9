import type { Device, Region } from "../../ports/client_network.ts";
import { type Distribution, logNormal, logNormalOfMean } from "./distribution.ts";
import type { Modelled } from "./modelled.ts";

/** Round trip of the last mile and bandwidth towards the client. */
export interface AccessModel {
  readonly rttMs: number;
  readonly mbitPerSecond: number;
}

/** Numbers that only designs with clients use: architecture B. */
export interface ClientCalibration {
  readonly access: Modelled<Readonly<Record<Device, AccessModel>>>;
  readonly devices: Modelled<Readonly<Record<Device, number>>>;
  readonly regions: Modelled<Readonly<Record<Region, number>>>;
  /** From a region's clients to their point of presence, km. */
  readonly edgeKm: Modelled<Readonly<Record<Region, number>>>;
  /** From a region's point of presence to the origin, km. */
  readonly originKm: Modelled<Readonly<Record<Region, number>>>;
  /** Round trip on a real route, ms for 100 km. */
  readonly rttMsPer100Km: Modelled<number>;
  readonly nameLookup: Modelled<Distribution>;
  readonly nameTtlMs: Modelled<number>;
  readonly idleMs: Modelled<number>;
  readonly tls12Share: Modelled<number>;
  readonly routing: Modelled<Distribution>;
  readonly controller: Modelled<Distribution>;
  readonly view: Modelled<Distribution>;
  readonly otherWork: Modelled<Distribution>;
  /** From a channel's publisher to one subscriber's server. */
  readonly broadcast: Modelled<Distribution>;
}

const PROFILES =
  "WebPageTest's connectivity profiles Cable (desktop), 4G (mobile), LTE (PWA), connectivity.ini, as cited 2026-11";
const BREAKDOWN = "architecture B, Response Time Breakdown; its figure holds by construction and checks nothing";

export const clientCalibration: ClientCalibration = {
  access: {
    value: {
      desktop: { rttMs: 28, mbitPerSecond: 5 },
      mobile: { rttMs: 170, mbitPerSecond: 9 },
      pwa: { rttMs: 70, mbitPerSecond: 12 },
    },
    source: PROFILES,
    kind: "documented",
  },
  devices: {
    value: { desktop: 0.45, mobile: 0.4, pwa: 0.15 },
    source: "assumed: a shop's usual halves of desktop and phone, a few installed, 2026-11",
    kind: "assumed",
  },
  regions: {
    value: { usa: 0.4, europe: 0.3, asia: 0.2, others: 0.1 },
    source: "assumed: an American marketplace with clients everywhere, 2026-11",
    kind: "assumed",
  },
  edgeKm: {
    value: { usa: 500, europe: 400, asia: 900, others: 2500 },
    source: "assumed: one point of presence a region, in its middle, 2026-11",
    kind: "assumed",
  },
  originKm: {
    value: { usa: 1500, europe: 6500, asia: 11_000, others: 8000 },
    source: "assumed: an origin on the American east coast, great circles, 2026-11",
    kind: "assumed",
  },
  rttMsPer100Km: {
    value: 1.5,
    source: "1 ms is light in fibre there and back (200 km/ms); half more for real routes assumed, 2026-11",
    kind: "assumed",
  },
  nameLookup: {
    value: logNormal(8, 50),
    source: "assumed: a resolver that mostly has the name, 2026-11",
    kind: "assumed",
  },
  nameTtlMs: {
    value: 300_000,
    source: "assumed: the usual 300 s of a content delivery network's automatic time to live, 2026-11",
    kind: "assumed",
  },
  idleMs: { value: 60_000, source: "assumed: what browsers and phones leave open, 2026-11", kind: "assumed" },
  tls12Share: { value: 0.1, source: "assumed: one client in ten without TLS 1.3, 2026-11", kind: "assumed" },
  routing: { value: logNormalOfMean(10, 0.3), source: BREAKDOWN, kind: "documented" },
  controller: { value: logNormalOfMean(20, 0.3), source: BREAKDOWN, kind: "documented" },
  view: { value: logNormalOfMean(100, 0.3), source: BREAKDOWN, kind: "documented" },
  otherWork: { value: logNormalOfMean(20, 0.3), source: BREAKDOWN, kind: "documented" },
  broadcast: {
    value: logNormal(0.5, 3),
    source: "assumed: Redis publish and one application's fan-out on one network, 2026-11",
    kind: "assumed",
  },
};
