import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";
import { sleepThen } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { Fault } from "../../workload/schedule.ts";
import { away, blowOf } from "./hurt.ts";

/**
 * One operation of a hurt part whose callers have no deadline of their own (a database session, an upstream): refused at once
 * by a kill, answered when a pause is over, reset after its time by a drop.
 *
 * @param ms What it takes when nothing is wrong.
 */
export function hurtService<T>(
  part: string,
  options: { fault: Fault; clock: Clock; random: Random; ms: number },
  act: () => T,
): Operation<T> {
  const { fault, clock, random, ms } = options;
  const blow = blowOf(fault, random);
  if (blow.kind === "late") return sleepThen(ms + blow.ms, act);
  if (blow.kind === "refused") return sleepThen(0, () => away(part));
  if (fault.kind === "pause") return sleepThen(Math.max(0, fault.untilMs - clock.nowMs()) + ms, act);
  return sleepThen(ms, () => away(part));
}
