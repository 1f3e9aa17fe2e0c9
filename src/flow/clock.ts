/** The time. The only thing that differs between the worlds besides the adapters. */
export interface Clock {
  /** Ms since the run's start. */
  nowMs(): number;
  /** Unix time of the run's start in ms; 0 in a simulation. Only for what leaves the process, such as an expiry in a shared store. */
  readonly epochMs: number;
}
