import * as valibot from "valibot";
import { decode } from "../base/decode.ts";
import { Failure } from "../base/errors.ts";
import type { Scenario, ScenarioContext } from "../workload/scenario.ts";
import type { Schedule } from "../workload/schedule.ts";

/** Where a value came from, for messages. */
export interface Given {
  readonly path: string;
  readonly name: string;
}

const above0 = valibot.pipe(valibot.number("a number above 0"), valibot.minValue(Number.MIN_VALUE));
const scenarioSchema = valibot.object({
  description: valibot.string("a sentence"),
  source: valibot.optional(valibot.string("a sentence")),
  rateRps: above0,
  liveRps: valibot.optional(above0),
  durationMs: valibot.optional(above0),
});

/**
 * A user's export as a scenario. What its `build` throws, or gives that is no schedule, is the user's to mend.
 *
 * @throws Failure `bad-input`, `broken-module`
 */
export function scenarioOf(value: object, given: Given): Scenario {
  const { description, source, rateRps, liveRps, durationMs } = decode(
    scenarioSchema,
    value,
    `the scenario ${given.name} of ${given.path}`,
  );
  const { build } = value as { build?: unknown };
  if (typeof build !== "function") throw broken(given, "its build must be a function", typeof build);
  return {
    description,
    ...(source !== undefined && { source }),
    rateRps,
    ...(liveRps !== undefined && { liveRps }),
    durationMs,
    build: (context) => checked(buildWith(build as Scenario["build"], context, given), given),
  };
}

function buildWith(build: Scenario["build"], context: ScenarioContext, given: Given): unknown {
  try {
    return build(context);
  } catch (error) {
    const received = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw broken(given, "its build must give a schedule", received, error);
  }
}

const COLUMNS = ["atMs", "action", "item", "client", "flags"] as const;

function checked(built: unknown, given: Given): Schedule {
  const schedule = built as Partial<Schedule> | undefined | null;
  const isSchedule = typeof schedule === "object" && schedule !== null && typeof schedule.count === "number" &&
    typeof schedule.durationMs === "number" && COLUMNS.every((name) => schedule[name]?.length === schedule.count) &&
    [schedule.bands, schedule.incidents, schedule.warnings].every(Array.isArray);
  if (!isSchedule) throw broken(given, "its build must give a schedule, as mixedTraffic does", typeof built);
  return schedule as Schedule;
}

function broken({ path, name }: Given, expected: string, received: string, cause?: unknown): Failure {
  const message = `Cannot use the scenario ${name} of ${path}: ${expected}: received ${received.split("\n")[0]}`;
  return new Failure("broken-module", message, { cause });
}
