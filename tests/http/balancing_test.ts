import { assertEquals, assertThrows } from "@std/assert";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import { sleep, sleepThen, spawn } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { HealthCheck } from "../../src/http/health_check.ts";
import { limitedConcurrency } from "../../src/http/limited_concurrency.ts";
import { loadBalancer } from "../../src/http/load_balancer.ts";
import { ownTime } from "../../src/http/own_time.ts";
import { pointsOfPresence } from "../../src/http/points_of_presence.ts";
import type { Fetch } from "../../src/ports/http.ts";
import { recordingProbe, reply, request } from "./fixtures.ts";

const answering = (servedBy: string, ms = 1): Fetch => () => sleepThen(ms, () => ({ ...reply({}), servedBy }));

Deno.test("health check: an ill server is taken out after three failures and brought back after two passes", () => {
  simulate(function* (clock) {
    const probe = recordingProbe();
    let status = 204;
    const server: Fetch = () => sleepThen(1, () => reply({}, { status }));
    const check = new HealthCheck([server], { clock, probe, intervalMs: 100 });
    yield* spawn(check.run());
    yield* sleep(1000);
    assertEquals([check.isWell(0), probe.events], [true, []]);
    status = 500;
    yield* sleep(210);
    assertEquals(check.isWell(0), true);
    yield* sleep(110);
    assertEquals(check.isWell(0), false);
    status = 204;
    yield* sleep(110);
    assertEquals(check.isWell(0), false);
    yield* sleep(110);
    assertEquals(check.isWell(0), true);
    assertEquals(probe.of("degraded").map(({ reason }) => reason), ["server 1 is taken out", "server 1 is back"]);
    assertEquals(check.isWell(1), false, "a server that there is not");
  });
});

Deno.test("health check: one failure between passes takes nobody out; silence and errors are failures", () => {
  simulate(function* (clock) {
    let turn = 0;
    const moody: Fetch = () => sleepThen(1, () => reply({}, { status: turn++ % 3 === 2 ? 200 : 503 }));
    const silent: Fetch = () => sleepThen(60_000, () => reply({}));
    const broken: Fetch = () => {
      throw new RangeError("Cannot answer: the test must let it: received a failure");
    };
    const options = { clock, probe: recordingProbe(), intervalMs: 10, timeoutMs: 5 };
    const check = new HealthCheck([moody, silent, broken], options);
    yield* spawn(check.run());
    yield* sleep(300);
    assertEquals([0, 1, 2].map((server) => check.isWell(server)), [true, false, false]);
  });
  assertThrows(
    () => new HealthCheck([], { clock: { nowMs: () => 0, epochMs: 0 }, probe: recordingProbe(), fall: 0 }),
    RangeError,
    "fall",
  );
});

Deno.test("load balancer: who does not pass its checks gets nothing, until it does again", () => {
  simulate(function* (clock) {
    let isWell = false;
    const fetch = loadBalancer([answering("one"), answering("two")], {
      strategy: "least-connections",
      clock,
      probe: recordingProbe(),
      isWell: (instance) => instance === 0 || isWell,
    });
    for (let turn = 0; turn < 3; turn++) assertEquals((yield* fetch(request("/"))).servedBy, "one");
    isWell = true;
    const both = yield* all([fetch(request("/")), fetch(request("/"))]);
    assertEquals(both.map(({ servedBy }) => servedBy).sort(), ["one", "two"]);
  });
});

Deno.test("limited concurrency: so many at once, the rest in line; errors and halts give their place back", () => {
  simulate(function* (clock) {
    const tier = limitedConcurrency(2);
    const fetch = tier(answering("one", 10));
    yield* all([1, 2, 3, 4].map(() => fetch(request("/"))));
    assertEquals(clock.nowMs(), 20);
    let failures = 0;
    const failing = tier(() => {
      throw new RangeError("Cannot answer: the test must let it: received a failure");
    });
    for (let turn = 0; turn < 5; turn++) {
      try {
        yield* failing(request("/"));
      } catch (error) {
        rethrowHalt(error);
        failures++;
      }
    }
    assertEquals(failures, 5);
    for (let turn = 0; turn < 5; turn++) {
      const task = yield* spawn(fetch(request("/")));
      yield* sleep(1);
      yield* task.halt();
    }
    const startedMs = clock.nowMs();
    yield* all([fetch(request("/")), fetch(request("/"))]);
    assertEquals(clock.nowMs() - startedMs, 10, "no place was lost");
  });
});

Deno.test("own time: a tier's time without what is behind it, also when it does not go behind", () => {
  simulate(function* (clock) {
    const probe = recordingProbe();
    const isMeasured = ({ path }: { path: string }) => path.startsWith("/products/");
    const slow = ownTime(
      (next) => (asked) =>
        asked.path === "/products/kept" ? sleepThen(2, () => reply({})) : (function* () {
          yield* sleep(3);
          const answer = yield* next(asked);
          yield* sleep(4);
          return answer;
        })(),
      { step: "edge", clock, probe, isMeasured },
    )(answering("origin", 100));
    for (const path of ["/products/1", "/products/kept", "/static/1"]) yield* slow(request(path));
    assertEquals(probe.of("step"), [
      { kind: "step", step: "edge", ms: 7 },
      { kind: "step", step: "edge", ms: 2 },
    ]);
  });
});

Deno.test("points of presence: each request goes through its region's, unknown regions through the first", () => {
  simulate(function* () {
    const pops = new Map([["usa", answering("usa")], ["asia", answering("asia")]]);
    const fetch = pointsOfPresence(pops, ({ path }) => path.slice(1));
    for (const [path, by] of [["/usa", "usa"], ["/asia", "asia"], ["/moon", "usa"]] as const) {
      assertEquals((yield* fetch(request(path))).servedBy, by);
    }
  });
  assertThrows(() => pointsOfPresence(new Map(), () => "usa"), RangeError, "at least one");
});
