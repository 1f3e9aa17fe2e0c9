import { sleep } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { Served } from "./entry.ts";
import type { LeaseSettings } from "./features.ts";
import { UNAVAILABLE } from "./guarded_level.ts";
import type { Call, Levels } from "./levels.ts";

/**
 * Lets one instance at a time make a key's value: the others wait for it to appear in the second level. Who waited long enough, or
 * cannot reach the second level, makes it all the same: a lease saves work, it is not what keeps values right. What keeps them
 * right is the fence, under which an older holder's write is refused (Kleppmann, "How to do distributed locking", 2016).
 */
export function* leased<Value>(
  settings: LeaseSettings,
  call: Call,
  levels: Levels,
  run: (fence: number | undefined) => Operation<Served<Value>>,
): Flow<Served<Value>> {
  const { ttlMs = 10_000, waitMs = 5000, pollMs = 50 } = settings;
  const { key } = call;
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += pollMs) {
    const lease = yield* levels.shared!.lease(key, ttlMs);
    if (lease === UNAVAILABLE) break;
    if (lease !== undefined) {
      try {
        // It may have been made between our look and our lease.
        const made = waitedMs > 0 ? yield* levels.read(call) : undefined;
        if (made !== undefined) return made as Served<Value>;
        const served = yield* run(lease.fence);
        yield* levels.written(key);
        return served;
      } finally {
        yield* levels.shared!.release(key, lease);
      }
    }
    yield* sleep(pollMs);
    const made = yield* levels.read(call);
    if (made !== undefined) return made as Served<Value>;
  }
  return yield* run(undefined);
}
