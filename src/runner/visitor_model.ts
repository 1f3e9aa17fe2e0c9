import type { Calibration } from "../adapters/sim/calibration.ts";
import type { Random } from "../base/random.ts";
import type { Probe } from "../ports/probe.ts";

/**
 * What a visitor's browser would measure of a page: time to first byte (a round trip and the server's time) and largest
 * contentful paint (that, the download at the visitor's bandwidth, and the painting). First input delay and layout shift do
 * not follow from caching and are not modelled.
 */
export class VisitorModel {
  readonly #calibration: Calibration;
  readonly #random: Random;
  readonly #rttMs: number;
  readonly #probe: Probe;

  readonly #hasClients: boolean;

  /** @param options `hasClients`: the page's latency has the visitor's network in it already. @default false */
  constructor(
    options: { calibration: Calibration; random: Random; hasEdge: boolean; hasClients?: boolean; probe: Probe },
  ) {
    const { edgeRttMs, originRttMs } = options.calibration.visitor.value;
    this.#calibration = options.calibration;
    this.#random = options.random.fork("visitor");
    this.#rttMs = options.hasEdge ? edgeRttMs : originRttMs;
    this.#probe = options.probe;
    this.#hasClients = options.hasClients ?? false;
  }

  sees(page: { latencyMs: number; sizeBytes: number }): void {
    const { visitor, paint } = this.#calibration;
    if (this.#hasClients) {
      const paintMs = page.latencyMs + paint.value.draw(this.#random);
      return this.#probe.emit({ kind: "vital", name: "LCP", value: paintMs });
    }
    const firstByteMs = this.#rttMs + page.latencyMs;
    const downloadMs = page.sizeBytes / 1000 / visitor.value.kbPerMs;
    this.#probe.emit({ kind: "vital", name: "TTFB", value: firstByteMs });
    this.#probe.emit({ kind: "vital", name: "LCP", value: firstByteMs + downloadMs + paint.value.draw(this.#random) });
  }
}
