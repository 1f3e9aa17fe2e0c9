import { mix32 } from "../../base/hash.ts";
import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";
import { type ClientNetwork, type Device, DEVICES, type Region, REGIONS } from "../../ports/client_network.ts";
import type { OfflineSpan } from "../../workload/schedule.ts";
import type { ClientCalibration } from "./client_calibration.ts";

export type { OfflineSpan } from "../../workload/schedule.ts";

/**
 * The way to clients, which no machine has within itself: both worlds take its times from here. Who a client is follows from its number
 * alone, so that all designs serve the same ones.
 */
export class ModelledNetwork implements ClientNetwork {
  readonly nameTtlMs: number;
  readonly idleMs: number;
  readonly #calibration: ClientCalibration;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #offline = new Map<number, OfflineSpan[]>();

  constructor(
    options: { clock: Clock; random: Random; calibration: ClientCalibration; offline: readonly OfflineSpan[] },
  ) {
    this.#clock = options.clock;
    this.#calibration = options.calibration;
    this.#random = options.random.fork("client network");
    this.nameTtlMs = options.calibration.nameTtlMs.value;
    this.idleMs = options.calibration.idleMs.value;
    for (const span of options.offline) {
      const spans = this.#offline.get(span.client);
      if (spans === undefined) this.#offline.set(span.client, [span]);
      else spans.push(span);
    }
  }

  regionOf(client: number): Region {
    return pick(REGIONS, this.#calibration.regions.value, unitOf(client, 1));
  }

  deviceOf(client: number): Device {
    return pick(DEVICES, this.#calibration.devices.value, unitOf(client, 2));
  }

  lookupMs(): number {
    return this.#calibration.nameLookup.value.draw(this.#random);
  }

  broadcastMs(): number {
    return this.#calibration.broadcast.value.draw(this.#random);
  }

  roundTripMs(client: number): number {
    const { access, edgeKm, rttMsPer100Km } = this.#calibration;
    const wayMs = edgeKm.value[this.regionOf(client)] / 100 * rttMsPer100Km.value;
    return access.value[this.deviceOf(client)].rttMs + wayMs;
  }

  tlsRoundTrips(client: number): number {
    return unitOf(client, 3) < this.#calibration.tls12Share.value ? 2 : 1;
  }

  bytesPerMs(client: number): number {
    return this.#calibration.access.value[this.deviceOf(client)].mbitPerSecond * 125;
  }

  originRoundTripMs(region: Region): number {
    return this.#calibration.originKm.value[region] / 100 * this.#calibration.rttMsPer100Km.value;
  }

  offlineUntilMs(client: number): number | undefined {
    const spans = this.#offline.get(client);
    if (spans === undefined) return undefined;
    const nowMs = this.#clock.nowMs();
    return spans.find(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs)?.toMs;
  }
}

/** A number in 0..1 that belongs to the client. */
function unitOf(client: number, aspect: number): number {
  return (mix32(client * 4 + aspect) >>> 0) / 2 ** 32;
}

function pick<Name extends string>(names: readonly Name[], shares: Readonly<Record<Name, number>>, unit: number): Name {
  let left = unit;
  for (const name of names) {
    left -= shares[name];
    if (left < 0) return name;
  }
  return names.at(-1)!;
}
