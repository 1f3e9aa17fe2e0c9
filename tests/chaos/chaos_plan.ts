import type { Random } from "../../src/base/random.ts";

/** One thing that happens in a chaotic world. */
export type ChaosEvent =
  & { readonly atMs: number }
  & (
    | { readonly kind: "read"; readonly instance: number; readonly key: number }
    | { readonly kind: "read-many"; readonly instance: number }
    | {
      readonly kind: "change";
      readonly instance: number;
      readonly key: number;
      readonly how: "tag" | "delete" | "set" | "clear";
    }
    | { readonly kind: "cut"; readonly instance: number; readonly forMs: number }
    | { readonly kind: "lossy"; readonly instance: number; readonly forMs: number }
    | { readonly kind: "slow"; readonly instance: number; readonly forMs: number }
    | { readonly kind: "hang"; readonly forMs: number }
    | { readonly kind: "crash" }
    | { readonly kind: "skew"; readonly byMs: number }
    | { readonly kind: "restart"; readonly instance: number }
  );

export const INSTANCES = 3;
export const KEYS = 3;
/** Longest that one fault lasts. */
export const MOST_TROUBLE_MS = 250;
/** When the chaos ends and all is healed. */
export const CHAOS_MS = 3000;

const FAULTS = 7;
const REQUESTS = 320;

/** What happens in the world of a seed: mostly reads, some changes, a few faults. */
export function planOf(random: Random): ChaosEvent[] {
  const events: ChaosEvent[] = [];
  const at = () => ({ atMs: random.unit() * CHAOS_MS, instance: random.below(INSTANCES) });
  for (let number = 0; number < FAULTS; number++) {
    events.push(faultOf(random, { ...at(), forMs: 20 + random.unit() * MOST_TROUBLE_MS }));
  }
  for (let number = 0; number < REQUESTS; number++) {
    const draw = random.unit();
    const key = random.below(KEYS);
    if (draw < 0.8) events.push({ ...at(), kind: "read", key });
    else if (draw < 0.83) events.push({ ...at(), kind: "read-many" });
    else {
      const how = (["tag", "tag", "delete", "delete", "set", "clear"] as const)[random.below(6)]!;
      events.push({ ...at(), kind: "change", key, how });
    }
  }
  return events.sort((one, other) => one.atMs - other.atMs);
}

function faultOf(random: Random, at: { atMs: number; instance: number; forMs: number }): ChaosEvent {
  const { atMs, instance, forMs } = at;
  const kinds = ["cut", "lossy", "lossy", "slow", "hang", "crash", "skew", "restart"] as const;
  const kind = kinds[random.below(kinds.length)]!;
  switch (kind) {
    case "cut":
    case "lossy":
    case "slow":
      return { atMs, kind, instance, forMs };
    case "hang":
      return { atMs, kind, forMs };
    case "crash":
      return { atMs, kind };
    case "skew":
      return { atMs, kind, byMs: (random.unit() - 0.5) * 2000 };
    case "restart":
      return { atMs, kind, instance };
    default:
      return kind satisfies never;
  }
}
