import type { Calibration } from "../../src/adapters/sim/calibration.ts";
import { type SimulatedPorts, simulatedPorts } from "../../src/adapters/sim/simulated_ports.ts";
import { Random } from "../../src/base/random.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import { buildStack, type Stack } from "../../src/designs/stack.ts";
import type { Clock } from "../../src/flow/clock.ts";
import type { Flow, Operation } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { monitored } from "../../src/monitor/monitored.ts";
import type { HeaderFields, WebReply, WebRequest } from "../../src/ports/http.ts";
import type { Probe } from "../../src/ports/probe.ts";
import { calibrationWith } from "./calibrations.ts";
import { RecordingProbe } from "./recording_probe.ts";

export interface BuiltStack {
  readonly stack: Stack;
  readonly ports: SimulatedPorts;
  readonly probe: RecordingProbe;
  readonly clock: Clock;
  get(path: string, headers?: HeaderFields): Operation<WebReply>;
  /** Sets a product's price. */
  post(id: number, priceCents: number): Operation<WebReply>;
}

export interface StackOptions {
  readonly calibration?: Calibration;
  readonly products?: number;
  /** Replaces ports by broken ones. */
  readonly spoil?: (ports: SimulatedPorts) => SimulatedPorts;
  /** Instead of the probe that records. */
  readonly probe?: Probe;
}

const CLIENT = { "accept-encoding": "br, gzip", "x-client": "1" };

/** Builds a design on a simulated world, starts it, runs a flow on it and lets it check its books. */
export function withStack(
  config: DesignConfig,
  run: (built: BuiltStack) => Flow<void>,
  options: StackOptions = {},
): void {
  simulate(function* (clock) {
    const { calibration = calibrationWith({}), products = 1000 } = options;
    const sound = simulatedPorts({ clock, random: new Random(1), calibration, products });
    const ports = options.spoil?.(sound) ?? sound;
    const recording = new RecordingProbe();
    const probe = options.probe ?? recording;
    const stack = buildStack(config, { ports, probe, monitored: monitored({ clock, probe, routeOf: () => "any" }) });
    yield* stack.start();
    const ask = (request: WebRequest) => stack.fetch(request);
    yield* run({
      stack,
      ports,
      probe: recording,
      clock,
      get: (path, headers = {}) => ask({ method: "GET", path, headers: { ...CLIENT, ...headers } }),
      post: (id, priceCents) =>
        ask({ method: "POST", path: `/api/products/${id}`, headers: CLIENT, body: { priceCents } }),
    });
    stack.audit();
    stack.close();
  });
}
