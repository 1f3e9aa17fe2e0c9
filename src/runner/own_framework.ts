import type { Calibration, Modelled } from "../adapters/sim/calibration.ts";
import { constant, type Distribution } from "../adapters/sim/distribution.ts";
import type { DesignConfig } from "../designs/design_config.ts";

/**
 * A calibration for predicting a design that runs live. Architecture B times a framework (routing, controller, view) that is not this
 * program: live its work is what `application` says, at the point of presence, where the one real way over HTTP ends; all between there
 * and the database is plain calls. Designs without points of presence keep theirs.
 */
export function ofOwnFramework(calibration: Calibration, { edge }: DesignConfig): Calibration {
  if (edge === undefined) return calibration;
  const { application, clients } = calibration;
  return {
    ...calibration,
    cdn: application,
    proxyToApplication: NOTHING,
    clients: { ...clients, routing: NOTHING, controller: NOTHING, view: NOTHING, otherWork: NOTHING },
  };
}

const NOTHING: Modelled<Distribution> = {
  value: constant(0),
  source: "live: a plain call within this program, whose work is counted as `cdn`, 2026-11",
  kind: "assumed",
};
