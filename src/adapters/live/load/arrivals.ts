/** Decides when a load's next request is due. */
export interface LoadArrivals {
  /** Ms since the start; Infinity while nobody can say, or when there is nothing more. */
  readonly nextMs: number;
  /** Takes the next one. @returns its index and its intended time. */
  take(): { index: number; intendedMs: number };
  /** A request is over, answered or not. */
  over(endMs: number): void;
  /** Whether nothing more will come. */
  readonly isOver: boolean;
}

/** Open loop: requests come at their intended times, whoever is slow holds nobody back. */
export class OpenArrivals implements LoadArrivals {
  readonly #atMs: Float64Array;
  readonly #indices: Uint32Array | undefined;
  readonly #count: number;
  #next = 0;

  /** @param indices The requests to send, out of all; undefined for all. */
  constructor(atMs: Float64Array, indices?: Uint32Array) {
    this.#atMs = atMs;
    this.#indices = indices;
    this.#count = indices?.length ?? atMs.length;
  }

  get nextMs(): number {
    return this.#next < this.#count ? this.#atMs[this.#index(this.#next)]! : Infinity;
  }

  take(): { index: number; intendedMs: number } {
    const index = this.#index(this.#next++);
    return { index, intendedMs: this.#atMs[index]! };
  }

  over(): void {}

  get isOver(): boolean {
    return this.#next >= this.#count;
  }

  #index(position: number): number {
    return this.#indices === undefined ? position : this.#indices[position]!;
  }
}

/**
 * Closed loop: so many users, each sends its next request a think time after its last reply. A slow server is asked less: latencies of a
 * closed loop answer another question than those of an open one, and must not be compared with them. It lasts `durationMs`, beginning again
 * when it is through with the requests; without an end (Infinity) each request is sent once.
 */
export class ClosedArrivals implements LoadArrivals {
  readonly #thinkMs: number;
  readonly #durationMs: number;
  readonly #count: number;
  readonly #indices: Uint32Array | undefined;
  /** Users that think, in the order in which they wake: the think time is the same for all. */
  readonly #wakeMs: Float64Array;
  #head = 0;
  #thinking: number;
  #next = 0;

  constructor(
    options: { users: number; thinkMs: number; durationMs: number; count: number; indices?: Uint32Array | undefined },
  ) {
    this.#thinkMs = options.thinkMs;
    this.#durationMs = options.durationMs;
    this.#indices = options.indices;
    this.#count = options.indices?.length ?? options.count;
    this.#wakeMs = new Float64Array(options.users);
    this.#thinking = options.users;
    // Users who all came at once would march in step.
    this.#wakeMs.forEach((_, user) => this.#wakeMs[user] = options.thinkMs * user / options.users);
  }

  get nextMs(): number {
    return this.#thinking === 0 || this.isOver ? Infinity : this.#wakeMs[this.#head]!;
  }

  take(): { index: number; intendedMs: number } {
    const intendedMs = this.#wakeMs[this.#head]!;
    this.#head = (this.#head + 1) % this.#wakeMs.length;
    this.#thinking--;
    const position = this.#next++ % this.#count;
    return { index: this.#indices === undefined ? position : this.#indices[position]!, intendedMs };
  }

  over(endMs: number): void {
    this.#wakeMs[(this.#head + this.#thinking) % this.#wakeMs.length] = endMs + this.#thinkMs;
    this.#thinking++;
  }

  get isOver(): boolean {
    if (this.#count === 0 || this.#wakeMs.length === 0) return true;
    return this.#durationMs === Infinity ? this.#next >= this.#count : this.#hasTimeEnded;
  }

  get #hasTimeEnded(): boolean {
    return this.#thinking > 0 && this.#wakeMs[this.#head]! >= this.#durationMs;
  }
}
