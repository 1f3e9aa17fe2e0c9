import type { Random } from "../../base/random.ts";
import type { Fault } from "../../workload/schedule.ts";

/** A part's state as a fault left it; shared by all handles on the part. */
export interface Hurt {
  fault: Fault | undefined;
}

/** What a hurt part does with one operation. */
export type Blow =
  /** It takes so much longer. */
  | { readonly kind: "late"; readonly ms: number }
  /** It is refused at once. */
  | { readonly kind: "refused" }
  /** No answer comes. */
  | { readonly kind: "lost" };

/** A part refused or lost an operation. */
export class PartAway extends Error {
  override readonly name = "PartAway";
  readonly code = "part-away";
}

/** @param random Decides which operations a `drop` takes. */
export function blowOf(fault: Fault, random: Random): Blow {
  switch (fault.kind) {
    case "kill":
      return { kind: "refused" };
    case "pause":
      return { kind: "lost" };
    case "slow":
      return { kind: "late", ms: fault.delayMs };
    case "drop":
      return random.chance(fault.share) ? { kind: "lost" } : { kind: "late", ms: 0 };
    default:
      return fault satisfies never;
  }
}

/** How an error names the part. @throws PartAway always */
export function away(part: string): never {
  throw new PartAway(`Cannot reach ${part}: it must answer: received a refused or lost connection`);
}
