/**
 * Holds `tierlab tune` to full grids of twelve settings of a-staging on web-shop, each in full length on the very seeds of the
 * search. Prints the grid with its own spread (where all settings are alike, being near the best proves nothing) and how far the
 * recommendation is from the grid's best, for a search over the same twelve and one over a whole space that holds them. Exits with 1
 * when one costs over 2 % more, or as much and is over 2 % slower.
 */
import { Random } from "../src/base/random.ts";
import { aStaging } from "../src/designs/a_staging.ts";
import { tuneSettings } from "../src/cli/tuning_search.ts";
import { TrialRunner } from "../src/cli/tuning_trials.ts";
import { recordingFor } from "../src/cli/recordings.ts";
import { tableLines } from "../src/cli/table.ts";
import { terminal } from "../src/cli/terminal.ts";
import { BUILT_IN_PRICES } from "../src/report/cost/prices.ts";
import { scheduleOf, seedsOf } from "../src/runner/schedules.ts";
import { ranked } from "../src/tuning/ranking.ts";
import { limitsFrom } from "../src/tuning/limits.ts";
import { firstSettings, sizeOf } from "../src/tuning/space.ts";
import { type Standing, standingOf } from "../src/tuning/standing.ts";
import { configWith, parseVary, settingText } from "../src/tuning/vary.ts";
import { webShop } from "../scenarios/web_shop.ts";

const CASES = [
  {
    grid: "l1.entries=100|1000|10000,l1.policy=lru|sieve,l2.ttl=60s|1h",
    whole: "l1.entries=100..100000,l1.policy=*,l2.ttl=60s..1h",
  },
  {
    grid: "compression.brotliLevel=1|4|9,l2.kind=redis|redis-cluster,instances=1|4",
    whole: "compression.brotliLevel=1|2|3|4|5|6|7|8|9|10|11,l2.kind=*,instances=1|2|3|4",
  },
];
const WITHIN = 0.02;

const design = { name: "a-staging", config: aStaging };
const seeds = seedsOf(1, 6);
const traffic = { rateRps: undefined, durationMs: undefined, recording: await recordingFor(webShop, undefined) };
const schedule = scheduleOf(webShop, 1, traffic);
const runner = new TrialRunner({
  like: { design: "a-staging", scenario: "web-shop", settings: traffic, calibration: "documented" },
  full: { durationMs: schedule.durationMs, requests: schedule.count },
  limits: limitsFrom(undefined),
  prices: BUILT_IN_PRICES,
  jobs: navigator.hardwareConcurrency,
}, { terminal, signal: new AbortController().signal });

let isFine = true;
for (const { grid, whole } of CASES) {
  const full = await fullGrid(grid);
  terminal.print(`a-staging on web-shop, seeds ${seeds.join(", ")}, documented budgets, ${grid}`);
  for (const line of tableLines(["setting", "cost", "p95", "misses"], full.map(row))) terminal.print(line);
  const worst = (read: (standing: Standing) => number) => {
    const values = full.map(({ standing }) => read(standing));
    return (Math.max(...values) / Math.min(...values) - 1) * 100;
  };
  terminal.print(
    `spread of the grid: cost ${worst(({ cost }) => cost).toFixed(2)} %, p95 ${worst(({ ms }) => ms).toFixed(2)} %`,
  );
  for (const [name, vary] of [["the same twelve", grid], ["the whole space", whole]] as const) {
    isFine = judged(name, await tuned(vary), full[0]!.standing) && isFine;
  }
  terminal.print("");
}
Deno.exit(isFine ? 0 : 1);

async function fullGrid(vary: string) {
  const space = parseVary(vary, design);
  const settings = firstSettings(space, sizeOf(space), new Random(1));
  const trials = settings.flatMap((setting) =>
    seeds.map((seed) => ({ config: configWith(aStaging, space, setting), seed, share: 1 }))
  );
  const runs = (await runner.run(trials, "grid")).filter((run) => run !== undefined);
  return ranked(settings.map((setting, index) => ({
    text: settingText(space, setting),
    standing: standingOf(runs.slice(index * seeds.length, (index + 1) * seeds.length)),
  })));
}

async function tuned(vary: string) {
  const space = parseVary(vary, design);
  const found = await tuneSettings(space, { settings: 36, seeds, config: aStaging, runner });
  const [best] = found.finalists;
  return { text: settingText(space, best!.setting), standing: best!.standing, runs: found.trials };
}

function judged(name: string, found: { text: string; standing: Standing; runs: number }, best: Standing): boolean {
  const [cost, ms] = [found.standing.cost / best.cost - 1, found.standing.ms / best.ms - 1];
  const isNear = found.standing.miss <= best.miss + WITHIN && cost <= WITHIN && (cost < -WITHIN || ms <= WITHIN);
  terminal.print("");
  terminal.print(`tune over ${name}, ${found.runs} runs:`);
  for (const line of tableLines(["setting", "cost", "p95", "misses"], [row(found)])) terminal.print(line);
  const signed = (share: number) => `${share < 0 ? "" : "+"}${(share * 100).toFixed(2)} %`;
  terminal.print(
    `against the grid's best: cost ${signed(cost)}, p95 ${signed(ms)}: ${isNear ? "within 2 %" : "NOT within 2 %"}`,
  );
  return isNear;
}

function row({ text, standing }: { text: string; standing: Standing }): string[] {
  return [text, standing.cost.toFixed(3), `${standing.ms.toFixed(2)} ms`, standing.miss.toFixed(3)];
}
