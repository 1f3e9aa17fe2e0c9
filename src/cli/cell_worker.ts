import { lookup } from "../base/registry.ts";
import * as calibrations from "../adapters/sim/registered_calibrations.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import * as designs from "../designs/registered.ts";
import { runCell } from "../runner/cell.ts";
import type { ScenarioSettings } from "../runner/schedules.ts";
import type { RunRecord } from "../runner/recorder.ts";
import type { Scenario } from "../workload/scenario.ts";
import * as scenarios from "../../scenarios/registered.ts";

/** A cell as it is sent to a worker: names, since functions cannot be. */
export interface CellOrder {
  readonly design: string;
  readonly scenario: string;
  readonly seed: number;
  readonly settings: ScenarioSettings;
  readonly calibration: string;
}

/** What a worker sends back. */
export type CellMessage =
  | { readonly kind: "progress"; readonly sent: number }
  | { readonly kind: "record"; readonly record: RunRecord }
  | { readonly kind: "failure"; readonly error: { name: string; message: string; stack: string | undefined } };

declare const self: DedicatedWorkerGlobalScope;
interface DedicatedWorkerGlobalScope {
  onmessage: ((event: MessageEvent<CellOrder>) => void) | null;
  postMessage(message: CellMessage): void;
}

self.onmessage = (event) => {
  const order = event.data;
  try {
    const record = runCell({
      config: lookup<DesignConfig>("design", designs, order.design),
      scenario: lookup<Scenario>("scenario", scenarios, order.scenario),
      settings: order.settings,
      seed: order.seed,
      calibration: lookup("calibration", calibrations, order.calibration),
    }, (sent) => self.postMessage({ kind: "progress", sent }));
    self.postMessage({ kind: "record", record });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new TypeError(String(error));
    self.postMessage({ kind: "failure", error: { name, message, stack } });
  }
};
