import { assert, assertEquals, assertRejects } from "@std/assert";
import { steady } from "../../scenarios/registered.ts";
import { threadTime } from "../../src/adapters/live/thread_time.ts";
import { measureContentCosts } from "../../src/adapters/live/content_costs.ts";
import { verifyRun } from "../../src/cli/verify_run.ts";
import { machineText } from "../../src/cli/machine_text.ts";
import { judgedRuns, whyStarved } from "../../src/cli/machine_watch.ts";
import { runsInTurns } from "../../src/cli/runs_in_turns.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import { aDevelopment } from "../../src/designs/registered.ts";

const SHORT = {
  warmUp: { rateRps: 50, durationMs: 500 },
  slow: { rateRps: 20, durationMs: 1500 },
  fast: { rateRps: 60, durationMs: 1000 },
  busy: { rateRps: 120, durationMs: 1000 },
  tries: 1,
};
const optionsOf = (name: string, config: DesignConfig) => ({
  name,
  config,
  scenarioName: "steady",
  scenario: steady,
  settings: { rateRps: 60, durationMs: 3000, recording: undefined },
  seed: 1,
  redisUrl: undefined,
  databaseUrl: undefined,
});

Deno.test("verify: calibrates on another scenario, then the same requests in both worlds; a busy machine judges no latency", async () => {
  const options = optionsOf("a-development", aDevelopment);
  const told: string[] = [];
  const { part, machine, interrupted } = await verifyRun([options], {
    terminal: { print: () => {}, tell: (line) => told.push(line), isWatched: false },
    signal: new AbortController().signal,
    action: () => () => Promise.resolve(),
  }, {
    calibration: SHORT,
  });
  assertEquals(interrupted, false);
  assertEquals(told[0], "a-development: calibrating on cold-start");
  const rows = Object.fromEntries(part.predictions.map((row) => [row.metric, row]));
  for (const tier of ["l1", "query-cache"]) {
    const { error, simulated, live } = rows[`${tier} hit ratio`]!;
    assert(Math.abs(error) <= 0.02, `${tier}: simulated ${simulated}, live ${live}`);
  }
  const why = whyStarved(machine[0]!);
  for (const metric of ["mean ms", "p50 ms"]) {
    if (why !== undefined) assertEquals(rows[metric]!.why, why);
    else if (rows[metric]!.pass === null) {
      assert(rows[metric]!.why!.startsWith("while it calibrated, the machine was busy"));
    }
    assert(rows[metric]!.simulated > 0 && rows[metric]!.live > 0);
  }
  assertEquals(rows["p99 ms"]!.pass, null);
  assert(part.models.some(({ name, kind }) => name === "thread" && kind === "measured"));
});

Deno.test("verify: two designs that differ plainly, five runs each: the live runs decide, and the simulation ranks them so", async () => {
  // Without L1 nothing is kept of pages, so no reply counts as a hit there: what any machine sees, however busy.
  const { l1: _, ...withoutL1 } = aDevelopment;
  const designs = [optionsOf("a-development", aDevelopment), optionsOf("no-l1", withoutL1)];
  const short = designs.map((design) => ({ ...design, settings: { ...design.settings, durationMs: 1500 } }));
  const { part, interrupted, machine } = await verifyRun(short, {
    terminal: { print: () => {}, tell: () => {}, isWatched: false },
    signal: new AbortController().signal,
    action: () => () => Promise.resolve(),
  }, { repeats: 5, calibration: SHORT });
  assertEquals(interrupted, false);
  assertEquals(machine.map(({ design, seed }) => `${design} ${seed}`).sort(), [
    ...[1, 2, 3, 4, 5].map((seed) => `a-development ${seed}`),
    ...[1, 2, 3, 4, 5].map((seed) => `no-l1 ${seed}`),
  ]);
  const [comparison] = part.comparisons ?? [];
  assertEquals([comparison?.design, comparison?.against, comparison?.runs], ["no-l1", "a-development", 5]);
  const hits = part.ranking?.rows.find(({ metric }) => metric === "hit ratio");
  assertEquals([hits?.live, hits?.isAlike], ["worse", true]);
  assert(hits!.predicted < -0.05 && hits!.interval![1] < 0, JSON.stringify(hits));
  assert(part.ranking!.decided >= 1 && part.ranking!.pass !== null);
});

Deno.test("turns: when one of the runs cannot start, the others do not wait for it for ever, and its failure is told", async () => {
  const [sound, broken] = [aDevelopment, { ...aDevelopment, l1: { ...aDevelopment.l1!, policy: "no such policy" } }]
    .map((config) => optionsOf("a-development", config)) as [
      ReturnType<typeof optionsOf>,
      ReturnType<typeof optionsOf>,
    ];
  const context = {
    terminal: { print: () => {}, tell: () => {}, isWatched: false },
    signal: new AbortController().signal,
    action: () => () => Promise.resolve(),
  };
  const error = await assertRejects(() => runsInTurns([sound, broken], context));
  assert(error instanceof Error && error.message.includes("no such policy"), String(error));
});

Deno.test("machine: a machine that delays its server or is robbed by its host is starved; what is not counted is not held against it", () => {
  const sound = { utilisation: 0.3, delayed: 0.01, stolen: 0.01, threadMs: 10 };
  assertEquals(whyStarved(sound), undefined);
  assert(whyStarved({ ...sound, delayed: 0.2 })?.includes("20.0 %"));
  assert(whyStarved({ ...sound, stolen: 0.2 })?.includes("its host took 20.0 %"));
  assertEquals(
    whyStarved({ utilisation: undefined, delayed: undefined, stolen: undefined, threadMs: undefined }),
    undefined,
  );
});

Deno.test("machine: of several runs those are judged that were not starved; when all were, none, and the line says so", () => {
  const sound = { utilisation: 0.3, delayed: 0.01, stolen: 0, threadMs: 10 };
  const starved = { ...sound, delayed: 0.4 };
  assertEquals(judgedRuns([starved, sound, sound]), { places: [1, 2], why: undefined });
  assertEquals(judgedRuns([starved, starved]), { places: [0, 1], why: whyStarved(starved) });
  assert(machineText("a", [starved, sound, sound]).endsWith("held to the 2 of 3 runs that the machine left alone"));
  assert(machineText("a", [sound, starved]).includes("waited for a processor in 1.0 to 40.0 % of its working time"));
  assert(machineText("a", [starved]).endsWith("of the machine's"));
});

Deno.test("thread time: where the system counts it, work makes it grow", () => {
  const before = threadTime();
  if (before === undefined) return;
  const startedMs = performance.now();
  let grown = 0;
  // The kernel adds up now and then: wait for it, not for a time.
  while (grown <= 0 && performance.now() - startedMs < 30_000) {
    for (let turn = 0; turn < 1e6; turn++) Math.sqrt(turn);
    grown = threadTime()!.runMs - before.runMs;
  }
  assert(grown > 0);
});

Deno.test("content costs: Brotli 6 costs more than Brotli 4, a codec more than a hash", async () => {
  const { renderMsPerKb, hashMsPerKb, codecs } = await measureContentCosts();
  assert(renderMsPerKb > 0 && hashMsPerKb > 0);
  assert(codecs["br 6"]!.msPerKb > codecs["br 4"]!.msPerKb);
  assert(codecs["br 4"]!.msPerKb > hashMsPerKb);
  assert(codecs["br 4"]!.ratio > 0.1 && codecs["br 4"]!.ratio < 0.5);
});
