import { isWrite } from "./action_kinds.ts";
import { type Action, ACTIONS, type Band, FLAG, type Incident, type OfflineSpan, type Schedule } from "./schedule.ts";
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

const FIRST_CAPACITY = 4096;

/** Collects requests in the order of their times, straight into the columns of a schedule. */
export class ScheduleBuilder {
  readonly #random: Random;
  readonly #mix: ClientMix;
  #count = 0;
  #atMs = new Float64Array(FIRST_CAPACITY);
  #action = new Uint8Array(FIRST_CAPACITY);
  #item = new Uint32Array(FIRST_CAPACITY);
  #client = new Uint32Array(FIRST_CAPACITY);
  #flags = new Uint8Array(FIRST_CAPACITY);

  constructor(options: { random: Random; mix?: ClientMix }) {
    this.#random = options.random.fork("clients");
    this.#mix = options.mix ?? USUAL_CLIENTS;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * @param request `client`: whose request it is; drawn when it is not given.
   * @throws RangeError when the time goes backwards.
   */
  add(request: { atMs: number; action: Action; item: number; client?: number }): void {
    const index = this.#count;
    const { atMs, action, item } = request;
    if (index > 0 && atMs < this.#atMs[index - 1]!) {
      throw new RangeError(
        `Cannot add a request: times must not go backwards: received ${atMs} after ${this.#atMs[index - 1]}`,
      );
    }
    if (index === this.#atMs.length) this.#grow();
    this.#atMs[index] = atMs;
    this.#action[index] = ACTION_NUMBER[action];
    this.#item[index] = item;
    this.#client[index] = request.client ?? this.#random.below(this.#mix.clients);
    this.#flags[index] = this.#drawFlags(action);
    this.#count = index + 1;
  }

  finish(rest: {
    products: number;
    durationMs: number;
    bands?: readonly Band[];
    incidents?: readonly Incident[];
    itemBytes?: (item: number) => number;
    offline?: readonly OfflineSpan[];
    warnings?: readonly string[];
  }): Schedule {
    return {
      count: this.#count,
      atMs: this.#atMs.slice(0, this.#count),
      action: this.#action.slice(0, this.#count),
      item: this.#item.slice(0, this.#count),
      client: this.#client.slice(0, this.#count),
      flags: this.#flags.slice(0, this.#count),
      products: rest.products,
      durationMs: rest.durationMs,
      bands: rest.bands ?? [],
      incidents: rest.incidents ?? [],
      ...(rest.itemBytes && { itemBytes: rest.itemBytes }),
      warnings: rest.warnings ?? [],
      ...(rest.offline && { offline: rest.offline }),
    };
  }

  #grow(): void {
    const capacity = this.#atMs.length * 2;
    this.#atMs = longer(this.#atMs, new Float64Array(capacity));
    this.#action = longer(this.#action, new Uint8Array(capacity));
    this.#item = longer(this.#item, new Uint32Array(capacity));
    this.#client = longer(this.#client, new Uint32Array(capacity));
    this.#flags = longer(this.#flags, new Uint8Array(capacity));
  }

  #drawFlags(action: Action): number {
    const drawn = this.#random.unit();
    const isConditional = this.#random.chance(this.#mix.conditionalShare) && !isWrite(action);
    const { gzipOnlyShare, identityOnlyShare } = this.#mix;
    const coding = drawn < gzipOnlyShare
      ? FLAG.gzipOnly
      : drawn < gzipOnlyShare + identityOnlyShare
      ? FLAG.identityOnly
      : 0;
    return coding | (isConditional ? FLAG.conditional : 0);
  }
}

const ACTION_NUMBER = Object.fromEntries(ACTIONS.map((action, number) => [action, number])) as Record<Action, number>;

function longer<Column extends Float64Array | Uint32Array | Uint8Array>(old: Column, column: Column): Column {
  column.set(old);
  return column;
}
