import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { REDIS_FAILOVER, RedisCluster, slotOf } from "../../src/adapters/sim/redis_cluster.ts";
import { clientCalibration } from "../../src/adapters/sim/client_calibration.ts";
import { logNormalOfMean } from "../../src/adapters/sim/distribution.ts";
import { ModelledNetwork } from "../../src/adapters/sim/modelled_network.ts";
import { SimulatedSharedStore } from "../../src/adapters/sim/simulated_store.ts";
import { Random } from "../../src/base/random.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { sleep } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { DEVICES, REGIONS } from "../../src/ports/client_network.ts";
import { calibrationWith } from "../support/calibrations.ts";

Deno.test("redis cluster: slots are those of the specification", () => {
  // CRC16 of "123456789" is 0x31c3, the specification's own example.
  assertEquals(slotOf("123456789"), 0x31c3);
  // As CLUSTER KEYSLOT of a Redis 7 server answers.
  assertEquals([slotOf("foo"), slotOf("bar"), slotOf("foo{}{bar}")], [12182, 5061, 8363]);
  assertEquals(slotOf("{user1000}.following"), slotOf("{user1000}.followers"));
});

Deno.test("redis cluster: a dead master's keys are silent, then all is refused, then a replica serves", () => {
  simulate(function* (clock) {
    const cluster = new RedisCluster({ masters: 3, clock, random: new Random(1) });
    const answers = () => ["bar", "foo"].map((key) => cluster.answerTo(key));
    assertEquals(answers(), ["served", "served"]);
    cluster.setDown(0, true);
    cluster.setDown(0, true);
    assertEquals(answers(), ["silent", "served"]);
    yield* sleep(REDIS_FAILOVER.nodeTimeoutMs);
    assertEquals(answers(), ["refused", "refused"]);
    yield* sleep(REDIS_FAILOVER.electionMs.most);
    assertEquals(answers(), ["served", "served"]);
    cluster.setDown(0, false);
    assertEquals(answers(), ["served", "served"]);
    cluster.setDown(7, true);
    assertEquals(answers(), ["served", "served"], "a node that there is not");
  });
  assertThrows(
    () => new RedisCluster({ masters: 2, clock: { nowMs: () => 0, epochMs: 0 }, random: new Random(1) }),
    RangeError,
    "at least 3 masters",
  );
});

Deno.test("redis cluster: the shared store fails as its cluster does, late when silent and at once when refused", () => {
  simulate(function* (clock) {
    const random = new Random(1);
    const cluster = new RedisCluster({ masters: 3, clock, random });
    const store = new SimulatedSharedStore({ clock, random, calibration: calibrationWith({}), cluster }).view("market");
    const tried = function* (key: string): Flow<[string, number]> {
      const startedMs = clock.nowMs();
      try {
        yield* store.set(key, 1, { ttlMs: 1000, sizeBytes: 1 });
        return ["set", clock.nowMs() - startedMs];
      } catch (error) {
        rethrowHalt(error);
        return [error instanceof Error ? error.name : "", clock.nowMs() - startedMs];
      }
    };
    assertEquals(yield* tried("bar"), ["set", 2]);
    cluster.setDown(0, true);
    assertEquals(yield* tried("bar"), ["DeadlineExceeded", 50]);
    assertEquals(yield* tried("foo"), ["set", 2]);
    yield* sleep(REDIS_FAILOVER.nodeTimeoutMs);
    assertEquals(yield* tried("foo"), ["Failure", 2]);
  });
});

Deno.test("client network: clients have the shares of the calibration, and stay who they are", () => {
  simulate(function* (clock) {
    const network = new ModelledNetwork({ clock, random: new Random(1), calibration: clientCalibration, offline: [] });
    yield* sleep(0);
    const clients = 20_000;
    const counts = new Map<string, number>();
    const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
    for (let client = 0; client < clients; client++) {
      add(network.regionOf(client));
      add(network.deviceOf(client));
      add(`tls ${network.tlsRoundTrips(client)}`);
    }
    const { regions, devices, tls12Share } = clientCalibration;
    for (const name of REGIONS) assertAlmostEquals(counts.get(name)! / clients, regions.value[name], 0.015);
    for (const name of DEVICES) assertAlmostEquals(counts.get(name)! / clients, devices.value[name], 0.015);
    assertAlmostEquals(counts.get("tls 2")! / clients, tls12Share.value, 0.015);
    // An American desktop: 28 ms of last mile and 500 km of way at 1.5 ms for 100 km.
    const one = Array.from({ length: 200 }, (_, client) => client)
      .find((client) => network.regionOf(client) === "usa" && network.deviceOf(client) === "desktop")!;
    assertEquals([network.roundTripMs(one), network.bytesPerMs(one)], [28 + 7.5, 625]);
    assertEquals(network.originRoundTripMs("europe"), 97.5);
  });
});

Deno.test("client network: a client is offline in its spans only", () => {
  simulate(function* (clock) {
    const offline = [{ client: 3, fromMs: 100, toMs: 200 }, { client: 3, fromMs: 400, toMs: 500 }];
    const network = new ModelledNetwork({ clock, random: new Random(1), calibration: clientCalibration, offline });
    assertEquals(network.offlineUntilMs(3), undefined);
    yield* sleep(100);
    assertEquals([network.offlineUntilMs(3), network.offlineUntilMs(4)], [200, undefined]);
    yield* sleep(100);
    assertEquals(network.offlineUntilMs(3), undefined);
    yield* sleep(250);
    assertEquals(network.offlineUntilMs(3), 500);
  });
});

Deno.test("distributions: a log-normal of a mean has that mean", () => {
  const random = new Random(2);
  let sum = 0;
  for (let draw = 0; draw < 50_000; draw++) sum += logNormalOfMean(20, 0.3).draw(random);
  assertAlmostEquals(sum / 50_000, 20, 0.15);
  for (const [mean, sigma] of [[0, 1], [1, -1], [NaN, 1]] as const) {
    assertThrows(() => logNormalOfMean(mean, sigma), RangeError);
  }
});
