import { assert, assertEquals, assertGreater, assertLess, assertStringIncludes } from "@std/assert";
import * as valibot from "valibot";
import { resultSchema } from "../../src/runner/result_schema.ts";
import { runTierlab, startTierlab } from "./run_tierlab.ts";

const WEB07 = new URL("../../scenarios/data/web07.oracleGeneral.bin.zst", import.meta.url).pathname;
const SHORT = ["--scenario", "steady", "--duration", "20s", "--repeats", "2"];

async function inTemporaryFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("compare --json prints exactly one result document, writes report and result, repeats its digest", () =>
  inTemporaryFolder(async (folder) => {
    const args = ["compare", "baseline", "a-staging", ...SHORT, "--json", "--out", "out"];
    const first = await runTierlab(args, { cwd: folder });
    assertEquals(first.status, 0, first.stderr);
    const result = valibot.parse(resultSchema, JSON.parse(first.stdout));
    assertEquals(result.designs.map((design) => design.name), ["baseline", "a-staging"]);
    assertEquals([result.scenario, result.world, result.seed, result.interrupted], ["steady", "simulated", 1, false]);
    for (const design of result.designs) {
      assertEquals(design.repeats.length, 2);
      assertEquals(design.requests, design.repeats.reduce((sum, repeat) => sum + repeat.requests, 0));
    }
    assertEquals([...Deno.readDirSync(`${folder}/out`)].map((file) => file.name).sort(), [
      "report.html",
      "result.json",
    ]);
    assertStringIncludes(await Deno.readTextFile(`${folder}/out/report.html`), "a-staging");
    const again = await runTierlab(args, { cwd: folder });
    assertEquals(JSON.parse(again.stdout).digest, result.digest);
    const other = await runTierlab([...args, "--seed", "2"], { cwd: folder });
    assert(JSON.parse(other.stdout).digest !== result.digest);
    const page = await runTierlab(["report", "out/result.json", "--out", "page"], { cwd: folder });
    assertEquals([page.status, page.stdout], [0, "report: page/report.html\n"]);
  }));

Deno.test("the summary fits 80 columns; --strict makes a broken budget a status", () =>
  inTemporaryFolder(async (folder) => {
    const outcome = await runTierlab(["compare", ...SHORT, "--strict"], { cwd: folder });
    assertEquals(outcome.status, 3, outcome.stderr);
    for (const line of outcome.stdout.split("\n")) assertLess(line.length, 81, line);
    assertStringIncludes(outcome.stdout, "baseline breaks cache-hit-ratio");
    assert(outcome.stdout.trimEnd().endsWith("report: reports/compare-steady/report.html"));
  }));

Deno.test("an access log, gzipped and with malformed lines, drives a comparison; what was left out is said", () =>
  inTemporaryFolder(async (folder) => {
    const line = (second: number, path: string) =>
      `10.0.0.1 - - [22/Nov/2026:10:0${Math.floor(second / 60)}:${String(second % 60).padStart(2, "0")} +0000] ` +
      `"GET ${path} HTTP/1.1" 200 512\n`;
    const lines = Array.from(
      { length: 300 },
      (_, index) => index === 6 ? "garbage\n" : line(index, `/p/${index % 40}`),
    );
    const packed = new Blob([lines.join("")]).stream().pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(`${folder}/access.log.gz`, packed);
    const args = ["compare", "a-development", "--trace", "access.log.gz", "--repeats", "1", "--json"];
    const outcome = await runTierlab(args, { cwd: folder });
    assertEquals(outcome.status, 0, outcome.stderr);
    const result = JSON.parse(outcome.stdout);
    assertGreater(result.workload.requests, 298);
    assertEquals(result.warnings, ["1 malformed left out (line 7)"]);
  }));

Deno.test("replay gives the reference's exact counts on the bundled trace", async () => {
  const args = ["replay", WEB07, "--policy", "lru,fifo,sieve", "--size", "2048", "--json"];
  const { trace, rows } = JSON.parse((await runTierlab(args)).stdout);
  assertEquals([trace.requests, trace.objects], [76_118, 20_484]);
  const misses = Object.fromEntries(rows.map((row: { policy: string; misses: number }) => [row.policy, row.misses]));
  assertEquals(misses, { lru: 33_747, fifo: 35_686, sieve: 32_025 });
});

Deno.test("every list prints, as lines of at most 80 columns and as JSON", async () => {
  for (const kind of ["designs", "scenarios", "policies", "strategies", "budgets", "charts"]) {
    const lines = await runTierlab(["list", kind]);
    assertEquals(lines.status, 0, lines.stderr);
    for (const line of lines.stdout.split("\n")) assertLess(line.length, 81, line);
    const listed = JSON.parse((await runTierlab(["list", kind, "--json"])).stdout)[kind];
    assertGreater(listed.length, 0);
  }
});

Deno.test("doctor says what there is", async () => {
  const outcome = await runTierlab(["doctor", "--json"]);
  const { tools, versions } = JSON.parse(outcome.stdout);
  assertEquals([outcome.status, versions.deno], [0, Deno.version.deno]);
  assertEquals(tools.map((tool: { name: string }) => tool.name), ["redis", "postgresql", "nginx", "chromium"]);
});

Deno.test("Ctrl-C stops a comparison within a second and keeps what was finished", () =>
  inTemporaryFolder(async (folder) => {
    const args = [
      "compare",
      "a-staging",
      "--scenario",
      "steady",
      "--duration",
      "60s",
      "--repeats",
      "400",
      "--out",
      "out",
    ];
    const child = startTierlab([...args, "--jobs", "1"], { cwd: folder });
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    const stoppedMs = performance.now();
    child.kill("SIGINT");
    const { code, stdout, stderr } = await child.output();
    const tookMs = performance.now() - stoppedMs;
    const text = new TextDecoder().decode(stdout);
    assertEquals(code, 130, new TextDecoder().decode(stderr));
    assertStringIncludes(text, "INTERRUPTED");
    assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/out/result.json`)).interrupted, true);
    // The page's charts are drawn after the stop; the load itself has ended.
    assertLess(tookMs, 15_000);
  }));

Deno.test("serve answers, shows its dashboard and metrics, and ends with Ctrl-C", () =>
  inTemporaryFolder(async (folder) => {
    const child = startTierlab(["serve", "a-development", "--port", "0", "--products", "50"], { cwd: folder });
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("Ctrl-C")) text += (await reader.read()).value ?? "";
    const url = /at (http:\/\/127\.0\.0\.1:\d+)/.exec(text)![1]!;
    const page = await fetch(`${url}/products/7`);
    assertEquals([page.status, page.headers.get("cache-status")], [200, "database; fwd=miss"]);
    await page.text();
    const cached = await fetch(`${url}/products/7`);
    assertEquals(cached.headers.get("cache-status"), "l1; hit");
    await cached.text();
    const metrics = await (await fetch(`${url}/api/performance/metrics`)).json();
    assertEquals(metrics.api.total, 2);
    assertStringIncludes(await (await fetch(`${url}/dashboard`)).text(), "Core Web Vitals");
    child.kill("SIGINT");
    await reader.cancel();
    assertEquals((await child.status).code, 0);
    await child.stderr.cancel();
  }));
