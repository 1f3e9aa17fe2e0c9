/** The time, in ms since the run's start. The only thing that differs between the worlds besides the adapters. */
export interface Clock {
  nowMs(): number;
}
