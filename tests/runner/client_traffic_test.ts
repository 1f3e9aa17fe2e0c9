import { assert, assertEquals } from "@std/assert";
import { marketplace } from "../../scenarios/registered.ts";
import { CallFailure } from "../../src/adapters/live/load/http_calls.ts";
import { type Calibration, documented } from "../../src/adapters/sim/calibration.ts";
import { constant } from "../../src/adapters/sim/distribution.ts";
import { simulatedPorts } from "../../src/adapters/sim/simulated_ports.ts";
import { Random } from "../../src/base/random.ts";
import { bMarketplace } from "../../src/designs/registered.ts";
import { modelledChannel } from "../../src/designs/edge_tiers.ts";
import { buildStack } from "../../src/designs/stack.ts";
import { later } from "../../src/flow/chain.ts";
import { park, sleep, spawn } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { REGIONS } from "../../src/ports/client_network.ts";
import type { Fetch } from "../../src/ports/http.ts";
import { withClients } from "../../src/runner/client_record.ts";
import { ClientTraffic } from "../../src/runner/client_traffic.ts";
import { monitoringOf } from "../../src/runner/monitoring.ts";
import { Recorder } from "../../src/runner/recorder.ts";
import { simulateRun } from "../../src/runner/simulated_run.ts";
import { shortSchedule } from "../support/runs.ts";
import { fixedNetwork } from "../support/fixed_network.ts";

const schedule = shortSchedule(marketplace, { durationMs: 30_000 });
const windowMs = 1000;
const entries = bMarketplace.clients!.entries;
const modelled = (ms: number) => ({ value: constant(ms), source: "a test", kind: "assumed" }) as const;
/** What both sides of the cut draw from one stream otherwise. */
const calibration: Calibration = {
  ...documented,
  clients: { ...documented.clients, nameLookup: modelled(20), broadcast: modelled(1) },
};

Deno.test("clients beyond the points of presence are the very ones that the simulation has before them", () => {
  const cut = simulate(function* (clock) {
    const { products, offline = [] } = schedule;
    const ports = simulatedPorts({ clock, random: new Random(1), calibration, products, offline, redisMasters: 3 });
    const recorder = new Recorder({ clock, windowMs });
    const { probe, tier } = monitoringOf({ clock, listener: recorder });
    const stack = buildStack(bMarketplace, { ports, probe, monitored: tier });
    yield* stack.start();
    const network = ports.network!;
    const channel = modelledChannel(stack.channels);
    const traffic = new ClientTraffic({ schedule, clock, network, entries, doors: stack.edges, channel, windowMs });
    yield* traffic.send();
    return withClients(recorder.finish(), traffic.finish());
  });
  const whole = simulateRun({ config: bMarketplace, schedule, seed: 1, calibration, windowMs });
  const counts = (
    { tiers, byServer, steps, requests, errors, bytes, latency, queries, windows, channels }: typeof cut,
  ) => ({
    tiers: Object.fromEntries(Object.entries(tiers).map(([name, { requests, hits }]) => [name, [requests, hits]])),
    byServer,
    // A framework's are not live.
    steps: Object.entries(steps).filter(([step]) => !["routing", "controller", "view", "other"].includes(step)).sort(),
    totals: [requests, errors, bytes, queries.count],
    latency,
    channels,
    windows: windows.map(({ replies, errors, tiers }) => ({ replies, errors, tiers })),
  });
  assertEquals(counts(cut), counts(whole));
  assertEquals(Object.keys(cut.steps).length, Object.keys(whole.steps).length - 4);
  assert(cut.tiers["service-worker"]!.hits > 100 && cut.byServer["offline"]! > 0);
});

Deno.test("a door that fails is accounted for request by request, by the kind of its failure", () => {
  const { load, inside } = simulate(function* (clock) {
    const refusing: Fetch = ({ path }) =>
      later(() => {
        throw new CallFailure(path.startsWith("/static/") ? "refused" : "timeout", path);
      });
    const traffic = trafficTo(refusing, clock);
    yield* traffic.send();
    return traffic.finish();
  });
  const { refused, timeout, ...others } = load.errors;
  assert(refused > 100 && timeout > 100);
  assertEquals(Object.values(others), [0, 0, 0, 0, 0]);
  assertEquals([load.requests, load.replies], [schedule.count, schedule.count - refused - timeout]);
  // Who never got anything keeps nothing.
  assertEquals(inside.tiers["service-worker"]!.hits, 0);
});

Deno.test("who stops early counts what has no reply yet as unfinished, and nothing twice", () => {
  const load = simulate(function* (clock) {
    const silent: Fetch = () => park("a reply that never comes", () => {});
    const traffic = trafficTo(silent, clock);
    yield* spawn(traffic.send(), "the load");
    yield* sleep(10_000);
    return traffic.finish().load;
  });
  const sent = schedule.atMs.filter((atMs) => atMs < 10_000).length;
  assertEquals([load.requests, load.replies], [sent, sent - load.errors.unfinished]);
  assert(load.errors.unfinished > sent / 2);
});

const NO_CHANNEL = { subscribe: () => () => {} };

function trafficTo(door: Fetch, clock: ConstructorParameters<typeof ClientTraffic>[0]["clock"]): ClientTraffic {
  const doors = new Map(REGIONS.map((region) => [region, door]));
  return new ClientTraffic({ schedule, clock, network: fixedNetwork(), entries, doors, channel: NO_CHANNEL, windowMs });
}
