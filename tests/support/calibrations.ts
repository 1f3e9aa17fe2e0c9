import { type Calibration, documented } from "../../src/adapters/sim/calibration.ts";
import { constant, type Distribution } from "../../src/adapters/sim/distribution.ts";

const modelled = <Value>(value: Value) => ({ value, source: "a test", kind: "assumed" }) as const;

/** The documented calibration with a shared store and a tag bus of known times. */
export function calibrationWith(times: { sharedStore?: Distribution; deadlineMs?: number; tagBus?: Distribution }) {
  return {
    ...documented,
    sharedStore: modelled(times.sharedStore ?? constant(2)),
    sharedStoreDeadlineMs: modelled(times.deadlineMs ?? 50),
    tagBus: modelled(times.tagBus ?? constant(1)),
  } satisfies Calibration;
}
