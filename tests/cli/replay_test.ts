import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import * as valibot from "valibot";
import { replaySchema } from "../../src/runner/result_replay_schema.ts";
import { runTierlab, startTierlab } from "./run_tierlab.ts";

const WEB07 = new URL("../../scenarios/data/web07.oracleGeneral.bin.zst", import.meta.url).pathname;
const CSV = "ts,key,size,ttl\n" +
  Array.from({ length: 400 }, (_, at) => `${at},/p/${at * at % 23},${100 + at % 23},30\n`).join("");

async function inTemporaryFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("replay --json prints one document with the contract's keys, and writes nothing", () =>
  inTemporaryFolder(async (folder) => {
    const outcome = await runTierlab(["replay", WEB07, "--size", "204,100%", "--policy", "lru,arc", "--json"], {
      cwd: folder,
    });
    const result = valibot.parse(replaySchema, JSON.parse(outcome.stdout));
    const { format, requests, objects, bytes } = result.trace;
    assertEquals([format, requests, objects, bytes], ["oracle-general", 76_118, 20_484, null]);
    assertEquals(
      Object.keys(result.rows[0]!).join(),
      "policy,size,sizeUnit,requests,misses,missRatio,byteMissRatio,requestsPerSecond",
    );
    assertEquals(result.rows.map(({ misses }) => misses), [46_321, 20_484, 44_217, 20_484]);
    assertEquals([typeof result.trace.path, typeof result.elapsedMs], ["string", "number"]);
    for (const row of result.rows) {
      assertEquals([row.requests, row.sizeUnit, row.missRatio], [requests, "objects", row.misses / requests]);
    }
    assertEquals([outcome.stderr, [...Deno.readDirSync(folder)].length], ["", 0]);
  }));

Deno.test("--mrc prints curves in 80 columns and ends with the path of a page and its document", () =>
  inTemporaryFolder(async (folder) => {
    const args = ["replay", WEB07, "--mrc", "--ttl", "5min", "--size", "1%,30000", "--policy", "lru,sieve"];
    const outcome = await runTierlab(args, { cwd: folder });
    assertEquals(outcome.status, 0, outcome.stderr);
    for (const line of outcome.stdout.split("\n")) assertLess(line.length, 81, line);
    assertMatch(outcome.stdout, /\n> 204 +1\.0 % +60\.9 .*\n/);
    assertMatch(outcome.stdout, /\[\d+\.\d\]/);
    assertStringIncludes(outcome.stdout, "warning: size 30000 is above the whole trace (20,484 objects)");
    assert(outcome.stdout.endsWith("\nreport: reports/replay-web07/replay.html\n"));
    const out = `${folder}/reports/replay-web07`;
    assertEquals([...Deno.readDirSync(out)].map(({ name }) => name).sort(), ["replay.html", "replay.json"]);
    const result = valibot.parse(replaySchema, JSON.parse(await Deno.readTextFile(`${out}/replay.json`)));
    const lru = result.curves.find(({ policy }) => policy === "lru")!;
    // The exact curve and the replay are two ways to the same number.
    assertEquals(lru.missRatios[lru.sizes.indexOf(204)], result.rows[0]!.missRatio);
    assertEquals(result.curves.map(({ role }) => role), ["policy", "policy", "bound"]);
    for (const row of result.causes) {
      assertEquals(row.misses, row.compulsory + row.capacity + row.expired + row.invalidated);
    }
    assertEquals(result.bounds.map(({ method }) => method), ["belady", "belady"]);
  }));

Deno.test("columns, sizes in bytes, times to live from the trace, and a saved trace that gives the same counts", () =>
  inTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/requests.csv`, CSV);
    const given = ["--size", "5,1KB,50%B", "--policy", "lru,gdsf", "--json"];
    const args = ["replay", "requests.csv", "--format", "csv", "--columns", "time=1,key=2,size=3,ttl=ttl"];
    const options = ["--ttl", "from-trace", "--save-trace", "saved.dense.zst", "--out", "out"];
    const first = await runTierlab([...args, ...given, ...options], { cwd: folder });
    assertEquals(first.status, 0, first.stderr);
    const result = valibot.parse(replaySchema, JSON.parse(first.stdout));
    assertEquals(result.causes.length, 6);
    assertEquals(result.bounds.map(({ method }) => method), ["belady", "pfoo-l", "pfoo-l"]);
    assertEquals(first.stderr, "trace: saved.dense.zst\nreport: out/replay.html\n");
    const second = JSON.parse((await runTierlab(["replay", "saved.dense.zst", ...given], { cwd: folder })).stdout);
    assertEquals(second.digest, result.digest);
  }));

Deno.test("writes in a trace give misses by cause without --ttl; report draws a replay document again", () =>
  inTemporaryFolder(async (folder) => {
    const lines = Array.from({ length: 300 }, (_, at) => `${at},${at % 10 === 9 ? "set" : "get"},/p/${at * at % 23}\n`);
    await Deno.writeTextFile(`${folder}/operations.csv`, `time,op,key\n${lines.join("")}`);
    const args = ["replay", "operations.csv", "--size", "5", "--policy", "lru", "--out", "out"];
    const first = await runTierlab(args, { cwd: folder });
    assertEquals(first.status, 0, first.stderr);
    assertStringIncludes(first.stdout, "misses by cause (nothing expires, writes invalidate)");
    const result = valibot.parse(replaySchema, JSON.parse(await Deno.readTextFile(`${folder}/out/replay.json`)));
    const [causes] = result.causes;
    assert(causes!.invalidated > 0 && causes!.expired === 0, JSON.stringify(causes));
    assertEquals(result.trace.requests, 270);
    const page = await Deno.readTextFile(`${folder}/out/replay.html`);
    const again = await runTierlab(["report", "out/replay.json", "--out", "again"], { cwd: folder });
    assertEquals([again.status, again.stdout], [0, "report: again/replay.html\n"], again.stderr);
    // The document at its end has its keys in another order.
    const drawn = (html: string) => html.slice(0, html.indexOf('id="result"'));
    assert(drawn(await Deno.readTextFile(`${folder}/again/replay.html`)) === drawn(page), "another page");
  }));

const BAD: readonly { args: readonly string[]; status: number; says: string }[] = [
  { args: ["--policy", "slru:segments=0"], status: 2, says: "segments must be" },
  { args: ["--policy", "slru:weights=0/0"], status: 2, says: "above 0" },
  { args: ["--policy", "wtinylfu:window=2"], status: 2, says: "window must be" },
  { args: ["--size", "0"], status: 2, says: "at least 1 object" },
  { args: ["--size", "0%"], status: 2, says: "above 0 %" },
  { args: ["--size", "1MB"], status: 2, says: "must carry sizes" },
  { args: ["--ttl", "5"], status: 2, says: "a duration such as" },
  { args: ["--ttl", "50%:1min,40%:1h"], status: 2, says: "must add up to 100 %: received 90 %" },
  { args: ["--ttl", "from-trace"], status: 2, says: "must carry them: received the format oracle-general" },
  { args: ["--format", "csvv"], status: 2, says: "did you mean csv?" },
  { args: ["--jobs", "0"], status: 2, says: "from 1 to 64" },
  { args: ["--save-trace", "no/such/folder/t.bin"], status: 4, says: "its folder must be writable" },
];

Deno.test("bad input gets one clear line and the right status before any simulation", () =>
  inTemporaryFolder(async (folder) => {
    const outcomes = await Promise.all(BAD.map(({ args }) => runTierlab(["replay", WEB07, ...args], { cwd: folder })));
    outcomes.forEach(({ status, stderr, stdout }, at) => {
      assertEquals([status, stdout], [BAD[at]!.status, ""], stderr);
      assertMatch(stderr, /^tierlab: Cannot [^\n]+\n$/);
      assertStringIncludes(stderr, BAD[at]!.says);
    });
    assertEquals([...Deno.readDirSync(folder)].length, 0);
  }));

Deno.test("Ctrl-C stops a replay, keeps the rows that were finished, writes no page", () =>
  inTemporaryFolder(async (folder) => {
    const policies = "hyperbolic,lecar,gdsf,lirs,wtinylfu,hyperbolic:samples=128,belady-size";
    const sizes = Array.from({ length: 30 }, (_, at) => String(100 + 97 * at)).join();
    const args = ["replay", WEB07, "--policy", policies, "--size", sizes, "--mrc", "--save-trace", "read.dense"];
    const child = startTierlab(args, { cwd: folder });
    // The saved trace stands there when the simulations begin, which take much longer than a poll.
    for (let poll = 0; poll < 600 && ![...Deno.readDirSync(folder)].some(({ name }) => name === "read.dense"); poll++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill("SIGINT");
    const { code, stdout, stderr } = await child.output();
    assertEquals(code, 130, new TextDecoder().decode(stderr));
    assertMatch(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr), /INTERRUPTED|nothing to report/);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["read.dense"]);
  }));
