import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { blackFriday, redisFailover } from "../../scenarios/registered.ts";
import { Random } from "../../src/base/random.ts";
import { inTurns, ownTimeOf, sharedTurns } from "../../src/workload/turns.ts";

const build = (scenario: typeof redisFailover) =>
  scenario.build({ random: new Random(1), rateRps: 20, durationMs: 60_000, recording: undefined });

Deno.test("turns: runs of any lengths never have their turns at the same time, and each has its whole length", () => {
  const lengths = fc.integer({ min: 1, max: 300_000 });
  fc.assert(fc.property(lengths, fc.array(lengths, { minLength: 1, maxLength: 3 }), (firstMs, othersMs) => {
    const all = sharedTurns([firstMs, ...othersMs], { count: 8, gridMs: 1000 });
    const rounds = Math.ceil(firstMs / all[0]!.turnMs);
    const spans = all.flatMap(({ firstMs, turnMs, everyMs }) =>
      Array.from({ length: rounds }, (_, round) => [firstMs + round * everyMs, firstMs + round * everyMs + turnMs])
    ).sort(([a], [b]) => a! - b!);
    spans.slice(1).forEach(([fromMs], index) => assert(fromMs! > spans[index]![1]!));
    [firstMs, ...othersMs].forEach((ms, index) => assert(rounds * all[index]!.turnMs >= ms - 1e-6));
    assert(all[0]!.turnMs % 1000 === 0 && all[0]!.everyMs % 1000 === 0);
  }));
});

Deno.test("turns: a schedule in turns has the same requests, within its turns, and their own times are what they were", () => {
  const schedule = build(blackFriday);
  const turns = { firstMs: 700, turnMs: 4000, everyMs: 9000 };
  const moved = inTurns(schedule, turns);
  assertEquals([moved.count, moved.action, moved.item], [schedule.count, schedule.action, schedule.item]);
  moved.atMs.forEach((atMs, index) => {
    assert((atMs - turns.firstMs) % turns.everyMs < turns.turnMs);
    assert(Math.abs(ownTimeOf(atMs, turns) - schedule.atMs[index]!) < 1e-6);
  });
  assert(moved.atMs.every((atMs, index) => index === 0 || atMs >= moved.atMs[index - 1]!));
});

Deno.test("turns: incidents and the end move too; what ends with a turn does not last until the next", () => {
  const schedule = build(redisFailover);
  const [incident] = schedule.incidents;
  assert(incident !== undefined && "untilMs" in incident);
  const turns = { firstMs: 0, turnMs: incident.untilMs / 2, everyMs: 100_000 };
  const moved = inTurns(schedule, turns);
  const [movedIncident] = moved.incidents;
  assert(movedIncident !== undefined && "untilMs" in movedIncident);
  assertEquals(movedIncident.untilMs, 100_000 + incident.untilMs / 2);
  assertEquals(ownTimeOf(movedIncident.atMs, turns), incident.atMs);
  assertEquals(ownTimeOf(moved.durationMs, turns), schedule.durationMs);
});

Deno.test("turns: own time stands still while the others have their turn", () => {
  const turns = { firstMs: 1000, turnMs: 2000, everyMs: 10_000 };
  assertEquals(
    [0, 1000, 2500, 3000, 5000, 10_999, 11_000, 12_000, 40_000].map((ms) => ownTimeOf(ms, turns)),
    [0, 0, 1500, 2000, 2000, 2000, 2000, 3000, 8000],
  );
});
