/** What happens to a server, or to the way to it, for a while. A closed union: an injector handles every kind. */
export type LiveFault =
  /** It is gone: connections are cut, new ones are hung up on. */
  | { readonly kind: "kill" }
  /** It stands still: what was sent waits, and goes on afterwards. */
  | { readonly kind: "pause" }
  /** Every answer comes `delayMs` later. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** So large a share (0..1] of what is sent gets no answer, nor does anything else on that connection. */
  | { readonly kind: "drop"; readonly share: number };

/** Makes faults happen to one part of a live stack. */
export interface FaultInjector {
  /** One fault at a time: a new one takes the place of the last. */
  inject(fault: LiveFault): void | Promise<void>;
  /** The part is as it was before. */
  heal(): void | Promise<void>;
}

/** A fault with its part and its time. */
export interface TimedFault {
  readonly part: string;
  readonly fault: LiveFault;
  /** Ms since the start of the load. */
  readonly atMs: number;
  readonly untilMs: number;
}
