/**
 * What a strategy can do besides cache-aside. Each is off when left out, and then costs nothing: they are resolved once, when the
 * strategy is made.
 */
export interface Features {
  /** Share of its time to live by which an entry's is shortened at random, so that entries made together do not expire together. 0..1 */
  readonly jitterRatio?: number;
  /** Time to live of null and undefined: that there is nothing is worth knowing, for a while. @default as for any value */
  readonly negativeTtlMs?: number;
  /** After this share of its time to live the next reader has an entry made anew in the background. 0..1 */
  readonly eagerRatio?: number;
  /**
   * Readers have an entry made anew at random, the likelier the nearer its end and the dearer its factory; 1 is the optimum
   * (XFetch: Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015).
   */
  readonly earlyBeta?: number;
  /** For so long after its end an entry is served at once while it is made anew (RFC 5861, 3). */
  readonly staleWhileRevalidateMs?: number;
  /** When the factory fails, what expired is served. Needs a first level. */
  readonly failSafe?: FailSafe;
  /** A failure is shared by whoever asks within a time that grows with each further one. */
  readonly errorBackoff?: ErrorBackoffSettings;
  /** How long a caller waits; the factory goes on and its value is stored. */
  readonly timeouts?: Timeouts;
  /** For so long after its end an entry is kept for the factory to ask its source whether it changed. */
  readonly revalidateMs?: number;
  /** One instance at a time makes a key's value. Needs a second level that grants leases. */
  readonly lease?: LeaseSettings;
}

export interface FailSafe {
  /** How long after its end an entry may still be served (RFC 5861, 4). */
  readonly maxStaleMs: number;
  /** How long it is then served without trying again. @default 1000 */
  readonly throttleMs?: number;
}

export interface ErrorBackoffSettings {
  /** After the first failure. */
  readonly firstMs: number;
  /** Longer by this factor after each further one. @default 2 */
  readonly factor?: number;
  /** @default 60_000 */
  readonly mostMs?: number;
}

export interface Timeouts {
  /** For a caller that can be given what expired: needs `failSafe`. */
  readonly softMs?: number;
  /** For any caller. @throws DeadlineExceeded */
  readonly hardMs?: number;
}

export interface LeaseSettings {
  /** For how long one is granted: longer than the factory takes. @default 10_000 */
  readonly ttlMs?: number;
  /** How long another's value is waited for before the factory is run all the same. @default 5000 */
  readonly waitMs?: number;
  /** How often it is looked for. @default 50 */
  readonly pollMs?: number;
}

/** @throws RangeError naming the feature that is out of range. */
export function checkFeatures(features: Features): void {
  const inUnit = (value: number) => value >= 0 && value <= 1;
  const positive = (value: number) => value > 0;
  check("jitterRatio", features.jitterRatio, inUnit, "lie between 0 and 1");
  check("eagerRatio", features.eagerRatio, inUnit, "lie between 0 and 1");
  check("earlyBeta", features.earlyBeta, positive, "be above 0");
  check("negativeTtlMs", features.negativeTtlMs, positive, "be above 0");
  check("staleWhileRevalidateMs", features.staleWhileRevalidateMs, positive, "be above 0");
  check("revalidateMs", features.revalidateMs, positive, "be above 0");
  check("failSafe.maxStaleMs", features.failSafe?.maxStaleMs, positive, "be above 0");
  check("failSafe.throttleMs", features.failSafe?.throttleMs, positive, "be above 0");
  check("errorBackoff.firstMs", features.errorBackoff?.firstMs, positive, "be above 0");
  check("timeouts.softMs", features.timeouts?.softMs, positive, "be above 0");
  check("timeouts.hardMs", features.timeouts?.hardMs, positive, "be above 0");
  if (features.timeouts?.softMs !== undefined && features.failSafe === undefined) {
    throw new RangeError(
      "Cannot set timeouts.softMs: failSafe must be set too, or there is nothing to give: received none",
    );
  }
}

function check(name: string, value: number | undefined, holds: (value: number) => boolean, what: string): void {
  if (value === undefined || holds(value)) return;
  throw new RangeError(`Cannot set ${name}: it must ${what}: received ${value}`);
}
