import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { targetUrl } from "../../src/adapters/live/load/target.ts";
import { Failure } from "../../src/base/errors.ts";
import { loadSettings } from "../../src/cli/live_load_options.ts";
import { modelText } from "../../src/cli/load_model_text.ts";
import { targetRunOptions } from "../../src/cli/live_target_options.ts";
import { usualLiveRate } from "../../src/cli/usual_live_rate.ts";

const USUAL = { target: "http://127.0.0.1:1", scenario: "steady", seed: "1", rate: "200", duration: "20s" };

Deno.test("load options: what is given is understood", () => {
  const given = { closed: "20", think: "100ms", connections: "64", waiting: "5", timeout: "2s", workers: "2" };
  assertEquals(loadSettings(given, 5000), {
    model: { kind: "closed", users: 20, thinkMs: 100, durationMs: 5000 },
    limits: { connections: 64, waiting: 5, timeoutMs: 2000 },
    workers: 2,
    transport: undefined,
  });
  assertEquals(modelText(loadSettings({ closed: "1" }, 1).model), "closed: 1 user, think time 0 ms");
});

Deno.test("load options: what makes no sense is refused", () => {
  const cases = [
    { closed: "0" },
    { closed: "x" },
    { closed: "2", think: "100" },
    { think: "100ms" },
    { connections: "0" },
    { waiting: "-1" },
    { timeout: "0ms" },
    { workers: "1.5" },
    { transport: "quic" },
  ];
  for (const options of cases) {
    const failure = assertThrows(() => loadSettings(options, 1000), Failure);
    assertEquals(failure.exitStatus, 2, JSON.stringify(options));
  }
});

Deno.test("live options: a scenario's own rate for live runs, unless the caller gives one", async () => {
  const rateOf = (scenario: string, ...given: string[]) =>
    usualLiveRate({ scenario, rate: "200" }, (option) => given.includes(option));
  assertEquals(await rateOf("shard-failover"), "500");
  assertEquals(await rateOf("shard-failover", "rate"), "200");
  assertEquals(await rateOf("steady"), "200");
});

Deno.test("target options: a log brings its own rate and scenario, its speed is a factor", async () => {
  const log = { ...USUAL, trace: "access.log" };
  const given = (...names: string[]) => (name: string) => names.includes(name);
  const { traffic } = await targetRunOptions({ ...log, speed: "0.5x" }, given());
  assertEquals(traffic, { kind: "log", path: "access.log", speed: 0.5, durationMs: undefined });
  const cut = await targetRunOptions({ ...log, speed: "3" }, given("duration"));
  assertEquals(cut.traffic, { kind: "log", path: "access.log", speed: 3, durationMs: 20_000 });
  for (const speed of ["0x", "-1x", "x", "1e3", "", "ten"]) {
    await assertRejects(() => targetRunOptions({ ...log, speed }, given()), Failure, "Cannot read --speed");
  }
  await assertRejects(() => targetRunOptions(log, given("rate")), Failure, "Cannot use --rate");
  await assertRejects(() => targetRunOptions(log, given("scenario")), Failure, "Cannot use --scenario");
  await assertRejects(() => targetRunOptions({ ...USUAL, speed: "2x" }, given()), Failure, "must come with --trace");
  await assertRejects(() => targetRunOptions({ ...USUAL, duration: "0s" }, given()), Failure, "above 0");
});

Deno.test("target: only loopback addresses without --allow-remote", () => {
  for (
    const url of [
      "http://localhost:3000",
      "http://127.0.0.1",
      "http://127.8.9.1:1/app",
      "http://[::1]:80",
      "https://app.localhost",
    ]
  ) {
    targetUrl(url, false);
  }
  for (
    const url of [
      "http://example.com",
      "http://10.0.0.1",
      "http://127.0.0.1.example.com",
      "http://localhost.example.com",
      "http://[::2]",
      "http://0.0.0.0",
    ]
  ) {
    assertThrows(() => targetUrl(url, false), Failure, "unless --allow-remote");
    targetUrl(url, true);
  }
  for (
    const url of [
      "",
      "localhost:3000",
      "ftp://localhost",
      "http:localhost",
      "http://localhost/?x=1",
      "http://u:p@localhost",
      "//localhost",
    ]
  ) {
    assertThrows(() => targetUrl(url, true), Failure, "Cannot use --target");
  }
});
