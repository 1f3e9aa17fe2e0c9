import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { decode } from "../../src/base/decode.ts";
import { tuningSchema } from "../../src/runner/result_tuning_schema.ts";
import { runTierlab, startTierlab } from "./run_tierlab.ts";

const VARY = "l1.entries=10..10000,l1.policy=lru|sieve,compression.brotliLevel=1|9";
const SHORT = ["tune", "a-staging", "--scenario", "steady", "--duration", "8s", "--settings", "12"];
/** A run of eight seconds is cold: the documented hit ratio would be out of reach. */
const COLD = ["--budget", "cache-hit-ratio>=1%"];

async function inTemporaryFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("tune finds, confirms and repeats itself; its design can be compared", () =>
  inTemporaryFolder(async (cwd) => {
    const outcome = await runTierlab([...SHORT, ...COLD, "--vary", VARY, "--out", "out", "--json"], { cwd });
    assertEquals(outcome.status, 0, outcome.stderr);
    const result = decode(tuningSchema, JSON.parse(outcome.stdout), "the tuning");
    assertEquals(result.search.possible, 40);
    const [best] = result.settings;
    assertEquals(best!.misses, []);
    assertEquals(best!.runs.map(({ seed }) => seed), [1, 2, 3, 4, 5, 6]);
    const { confirmation } = result;
    assertEquals(confirmation!.runs.map(({ seed }) => seed), [7, 8, 9, 10, 11, 12]);
    for (const { mean, interval } of [confirmation!.cost, confirmation!.p95]) {
      assert(interval![0] <= mean && mean <= interval![1]);
    }
    const page = await Deno.readTextFile(`${cwd}/out/tuning.html`);
    assertStringIncludes(page, best!.vary.replaceAll(",", ", "));
    assertLess(page.length, 500_000);
    const report = await runTierlab(["report", "out/tuning.json", "--out", "reported"], { cwd });
    assertEquals([report.status, await Deno.readTextFile(`${cwd}/reported/tuning.html`)], [0, page], report.stderr);
    const again = await runTierlab([...SHORT, ...COLD, "--vary", VARY, "--out", "again", "--json", "--jobs", "1"], {
      cwd,
    });
    const { digest, settings } = JSON.parse(again.stdout);
    assertEquals([digest, settings], [result.digest, result.settings]);
    const args = ["compare", "./out/tuned.ts", "--scenario", "steady", "--duration", "8s", "--repeats", "1", "--json"];
    const compared = await runTierlab([...args, "--out", "compared"], { cwd });
    assertEquals(compared.status, 0, compared.stderr);
    const [run] = JSON.parse(compared.stdout).designs[0].repeats;
    assertEquals(run.latencyMs.p95, best!.runs[0]!.p95);
  }));

Deno.test("tune exits with 3 when nothing keeps the budgets, says the nearest, and fits 80 columns", () =>
  inTemporaryFolder(async (cwd) => {
    const args = [...SHORT, "--vary", "l1.entries=10|1000", "--seeds", "2", "--budget", "api-response<=1us"];
    const outcome = await runTierlab([...args, "--out", "out"], { cwd });
    assertEquals(outcome.status, 3, outcome.stderr);
    assertStringIncludes(outcome.stdout, "NO setting keeps every budget; nearest:\n  --vary l1.entries=");
    assertStringIncludes(outcome.stdout, "fewer than six seeds carry no interval");
    for (const line of outcome.stdout.split("\n")) assertLess([...line].length, 81, line);
  }));

Deno.test("Ctrl-C stops a search and keeps what was found", () =>
  inTemporaryFolder(async (cwd) => {
    const args = [
      "tune",
      "a-staging",
      "--scenario",
      "steady",
      "--duration",
      "20s",
      "--settings",
      "6",
      "--seeds",
      "100",
    ];
    const child = startTierlab([...args, "--vary", "l1.entries=10..10000,l1.policy=*", "--out", "out"], { cwd });
    const decoder = new TextDecoder();
    const reader = child.stderr.getReader();
    let told = "";
    // A hundred seeds of each finalist take minutes; the stages before them are short and tell when they are done.
    while (told.split(": done\n").length < 2) {
      const { value, done } = await reader.read();
      if (done) break;
      told += decoder.decode(value, { stream: true });
    }
    reader.releaseLock();
    child.kill("SIGINT");
    const { code, stdout, stderr } = await child.output();
    assertEquals(code, 130, told + decoder.decode(stderr));
    assertStringIncludes(decoder.decode(stdout), "INTERRUPTED: the figures are those of");
    const result = decode(tuningSchema, JSON.parse(await Deno.readTextFile(`${cwd}/out/tuning.json`)), "the tuning");
    assertEquals([result.interrupted, result.confirmation], [true, null]);
    assert(result.settings.length > 0 && result.settings.every(({ runs }) => runs.length === result.stage.seeds));
    assertEquals([...Deno.readDirSync(`${cwd}/out`)].map(({ name }) => name).sort(), [
      "tuned.ts",
      "tuning.html",
      "tuning.json",
    ]);
  }));

/** Each option wrong once, and what the one line must say. */
const WRONG: readonly (readonly [readonly string[], string])[] = [
  [["tune", "--vary", "l1.entries=1|2"], "missing required argument 'design'"],
  [["tune", "a-staging"], "required option '--vary <axes>' not specified"],
  [["tune", "a-stagin", "--vary", "l1.entries=1|2"], "did you mean a-staging?"],
  [["tune", "a-staging", "--vary", "l1.entreis=1|2"], "did you mean l1.entries?"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--scenario", "web-shp"], "did you mean web-shop?"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--budget", "api-respons<=1s"], "did you mean api-response?"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--seed", "x"], "--seed"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--seeds", "0"], "--seeds"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--settings", "0"], "--settings"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--rate", "0"], "--rate"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--duration", "5"], "a duration such as"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--jobs", "0"], "--jobs"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--calibration", "documentd"], "did you mean documented?"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--prices", "@prices.json"], "the prices"],
  [["tune", "a-staging", "--vary", "l1.entries=1|2", "--no-such"], "unknown option"],
];

Deno.test("tune: each option wrong once gives one line and status 2", () =>
  inTemporaryFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/prices.json`, '{"date":3}');
    for (const [args, says] of WRONG) {
      const given = args.map((arg) => arg.startsWith("@") ? `${cwd}/${arg.slice(1)}` : arg);
      const { status, stdout, stderr } = await runTierlab(given, { cwd });
      assertEquals([status, stdout], [2, ""], stderr);
      assertMatch(stderr, /^tierlab: [^\n]+\n$/);
      assertStringIncludes(stderr, says);
    }
    assertEquals([...Deno.readDirSync(cwd)].map(({ name }) => name), ["prices.json"]);
  }));
