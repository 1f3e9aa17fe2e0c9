import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { sleep } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { Connection } from "../../src/network/connection.ts";
import { clientWay } from "../../src/network/client_way.ts";
import { distance } from "../../src/network/distance.ts";
import { reply, request } from "../http/fixtures.ts";
import { RecordingProbe } from "../support/recording_probe.ts";
import { fixedNetwork } from "../support/fixed_network.ts";

const link = { rttMs: 100, bytesPerMs: 1000 };

Deno.test("transfer: what fits into the first window takes its bandwidth's time", () => {
  assertEquals(new Connection().transferMs(14_600, link, 0), 14.6);
});

Deno.test("transfer: slow start pays a round trip a window until the window holds bandwidth times round trip", () => {
  // Windows of 14,600, 29,200 and 58,400 bytes, then 116,800, which is more than the 100,000 that fill the link.
  const connection = new Connection();
  assertEquals(connection.transferMs(14_600 + 29_200 + 58_400 + 5000, link, 0), 3 * 100 + 5);
  // The window has grown: the same again, once the link is free, is bandwidth alone.
  assertEquals(connection.transferMs(107_200, link, 10_000), 107.2);
  connection.reset();
  assertEquals(connection.transferMs(20_000, link, 20_000), 100 + 5.4);
});

Deno.test("transfer: one link carries one transfer after the other", () => {
  const connection = new Connection();
  assertEquals(connection.transferMs(10_000, link, 0), 10);
  assertEquals(connection.transferMs(10_000, link, 0), 20);
  assertEquals(connection.transferMs(10_000, link, 5), 25);
});

Deno.test("client way: a first request pays name, TCP and TLS, the next one only its round trip", () => {
  const network = fixedNetwork({ rttMs: 40, lookupMs: 25, tlsRoundTrips: 2, bytesPerMs: 100 });
  simulate(function* (clock) {
    const probe = new RecordingProbe();
    const fetch = clientWay({ network, clock, probe })(() =>
      (function* () {
        yield* sleep(7);
        return { ...reply({}), servedBy: "database" };
      })()
    );
    const downloadMs = (4000 + 300) / 100;
    yield* fetch(request("/products/1"));
    const setUpMs = 25 + 40 + 80;
    assertEquals(clock.nowMs(), setUpMs + 40 + 7 + downloadMs);
    const steps = probe.of("step").map(({ step, ms }) => [step, ms]);
    const wholeMs = clock.nowMs();
    assertEquals(steps, [
      ["dns", 25],
      ["tcp", 40],
      ["tls", 80],
      ["round-trip", 40],
      ["download", downloadMs],
      ["total", wholeMs],
    ]);
    yield* fetch(request("/products/1"));
    assertAlmostEquals(clock.nowMs() - wholeMs, 40 + 7 + downloadMs, 1e-9);
    assertEquals(probe.of("step").length, 8, "no set-up, and no total of a way without one");
  });
});

Deno.test("client way: an idle connection closes, its name is kept for longer", () => {
  const network = fixedNetwork({ rttMs: 40, lookupMs: 25, idleMs: 1000, nameTtlMs: 60_000 });
  simulate(function* (clock) {
    const probe = new RecordingProbe();
    const fetch = clientWay({ network, clock, probe })(() =>
      (function* () {
        yield* sleep(1);
        return reply({});
      })()
    );
    yield* fetch(request("/products/1"));
    yield* sleep(1001);
    yield* fetch(request("/products/1"));
    const count = (name: string) => probe.of("step").filter(({ step }) => step === name).length;
    assertEquals([count("dns"), count("tcp"), count("tls")], [1, 2, 2]);
    yield* sleep(60_000);
    yield* fetch(request("/products/1"));
    assertEquals([count("dns"), count("tcp")], [2, 3]);
  });
});

Deno.test("client way: a way that fails closes its connection, and files tell no steps", () => {
  const network = fixedNetwork({ rttMs: 40 });
  simulate(function* (clock) {
    const probe = new RecordingProbe();
    let fails = true;
    const fetch = clientWay({ network, clock, probe })(() => {
      if (fails) throw new RangeError("Cannot answer: the test must let it: received a failure");
      return (function* () {
        yield* sleep(0);
        return reply({});
      })();
    });
    let failed = false;
    try {
      yield* fetch(request("/products/1"));
    } catch (error) {
      rethrowHalt(error);
      failed = true;
    }
    assert(failed);
    fails = false;
    yield* fetch(request("/products/1"));
    assertEquals(probe.of("step").filter(({ step }) => step === "tcp").length, 2);
    const before = probe.events.length;
    yield* fetch(request("/static/1"));
    assertEquals(probe.events.length, before);
  });
});

Deno.test("distance: there and back", () => {
  simulate(function* (clock) {
    let arrivedMs = 0;
    const fetch = distance(80)(() =>
      (function* () {
        arrivedMs = clock.nowMs();
        yield* sleep(5);
        return reply({});
      })()
    );
    yield* fetch(request("/"));
    assertEquals([arrivedMs, clock.nowMs()], [40, 85]);
  });
});
