/** A request that waits for a connection. */
export interface WaitingRequest {
  readonly index: number;
  readonly intendedMs: number;
  readonly isRetry: boolean;
}

/** First in, first out, in arrays that grow by doubling. */
export class WaitingRequests {
  #index = new Int32Array(64);
  #intendedMs = new Float64Array(64);
  #isRetry = new Uint8Array(64);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(index: number, intendedMs: number): void {
    if (this.#length === this.#index.length) this.#grow();
    this.#set((this.#head + this.#length++) & (this.#index.length - 1), { index, intendedMs, isRetry: false });
  }

  /** Puts a request that was already sent once before all others. */
  unshift(request: WaitingRequest): void {
    if (this.#length === this.#index.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#index.length - 1);
    this.#length++;
    this.#set(this.#head, request);
  }

  /** Undefined when none waits. */
  shift(): WaitingRequest | undefined {
    if (this.#length === 0) return undefined;
    const at = this.#head;
    this.#head = (at + 1) & (this.#index.length - 1);
    this.#length--;
    return { index: this.#index[at]!, intendedMs: this.#intendedMs[at]!, isRetry: this.#isRetry[at] === 1 };
  }

  /** When the one that waits longest was intended; Infinity when none waits. */
  get oldestMs(): number {
    return this.#length === 0 ? Infinity : this.#intendedMs[this.#head]!;
  }

  #set(at: number, request: WaitingRequest): void {
    this.#index[at] = request.index;
    this.#intendedMs[at] = request.intendedMs;
    this.#isRetry[at] = request.isRetry ? 1 : 0;
  }

  #grow(): void {
    const all = Array.from({ length: this.#length }, () => this.shift()!);
    const size = this.#index.length * 2;
    this.#index = new Int32Array(size);
    this.#intendedMs = new Float64Array(size);
    this.#isRetry = new Uint8Array(size);
    this.#head = 0;
    this.#length = all.length;
    all.forEach((request, at) => this.#set(at, request));
  }
}
