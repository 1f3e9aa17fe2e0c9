import { type Action, ACTIONS, type Band, FLAG, type Incident, type Schedule } from "./schedule.ts";
import type { Random } from "../base/random.ts";

/** How clients differ. Shares in 0..1. */
export interface ClientMix {
  /** Number of clients. */
  readonly clients: number;
  /** Share of GETs that carry If-None-Match. */
  readonly conditionalShare: number;
  readonly gzipOnlyShare: number;
  readonly identityOnlyShare: number;
}

/** What a mix of today's browsers and a few tools looks like; assumed, 2026-11. */
export const USUAL_CLIENTS: ClientMix = {
  clients: 5000,
  conditionalShare: 0.1,
  gzipOnlyShare: 0.04,
  identityOnlyShare: 0.01,
};

/** Collects requests in the order of their times. */
export class ScheduleBuilder {
  readonly #random: Random;
  readonly #mix: ClientMix;
  readonly #columns = { atMs: [] as number[], action: [] as number[], item: [] as number[] };
  readonly #client: number[] = [];
  readonly #flags: number[] = [];

  constructor(options: { random: Random; mix?: ClientMix }) {
    this.#random = options.random.fork("clients");
    this.#mix = options.mix ?? USUAL_CLIENTS;
  }

  get count(): number {
    return this.#client.length;
  }

  /** @throws RangeError when the time goes backwards. */
  add(request: { atMs: number; action: Action; item: number }): void {
    const { atMs, action, item } = this.#columns;
    if (request.atMs < (atMs.at(-1) ?? 0)) {
      throw new RangeError(
        `Cannot add a request: times must not go backwards: received ${request.atMs} after ${atMs.at(-1)}`,
      );
    }
    atMs.push(request.atMs);
    action.push(ACTIONS.indexOf(request.action));
    item.push(request.item);
    this.#client.push(this.#random.below(this.#mix.clients));
    this.#flags.push(this.#drawFlags(request.action));
  }

  finish(rest: {
    products: number;
    durationMs: number;
    bands?: readonly Band[];
    incidents?: readonly Incident[];
    warnings?: readonly string[];
  }): Schedule {
    return {
      count: this.count,
      atMs: Float64Array.from(this.#columns.atMs),
      action: Uint8Array.from(this.#columns.action),
      item: Uint32Array.from(this.#columns.item),
      client: Uint32Array.from(this.#client),
      flags: Uint8Array.from(this.#flags),
      products: rest.products,
      durationMs: rest.durationMs,
      bands: rest.bands ?? [],
      incidents: rest.incidents ?? [],
      warnings: rest.warnings ?? [],
    };
  }

  #drawFlags(action: Action): number {
    const drawn = this.#random.unit();
    const isConditional = this.#random.chance(this.#mix.conditionalShare) && action !== "update-product";
    const { gzipOnlyShare, identityOnlyShare } = this.#mix;
    const coding = drawn < gzipOnlyShare
      ? FLAG.gzipOnly
      : drawn < gzipOnlyShare + identityOnlyShare
      ? FLAG.identityOnly
      : 0;
    return coding | (isConditional ? FLAG.conditional : 0);
  }
}
