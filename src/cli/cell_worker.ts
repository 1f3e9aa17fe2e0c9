import { calibrationOf } from "./calibrations.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { runCell } from "../runner/cell.ts";
import type { ScenarioSettings } from "../runner/schedules.ts";
import type { RunRecord } from "../runner/recorder.ts";
import { designOf, namedScenario } from "./named_parts.ts";

/** A cell as it is sent to a worker: references (names, or exports of modules), since functions cannot be. */
export interface CellOrder {
  readonly design: string;
  /** Instead of the registered design of that name: a variant. */
  readonly config?: DesignConfig;
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

self.onmessage = async (event) => {
  const order = event.data;
  try {
    const record = runCell({
      config: order.config ?? await designOf(order.design),
      scenario: (await namedScenario(order.scenario)).scenario,
      settings: order.settings,
      seed: order.seed,
      calibration: await calibrationOf(order.calibration),
    }, (sent) => self.postMessage({ kind: "progress", sent }));
    self.postMessage({ kind: "record", record });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new TypeError(String(error));
    self.postMessage({ kind: "failure", error: { name, message, stack } });
  }
};
