import type { Calibration } from "../adapters/sim/calibration.ts";
import { calibrationFrom } from "../adapters/sim/calibration_file.ts";
import * as calibrations from "../adapters/sim/registered_calibrations.ts";
import { Failure } from "../base/errors.ts";
import { lookup } from "../base/registry.ts";
import { readText } from "./files.ts";

/**
 * A registered calibration by its name, or a file of `tierlab calibrate` by its path.
 *
 * @throws Failure `unknown-name`, `cannot-read`, `bad-input`
 */
export async function calibrationOf(reference: string): Promise<Calibration> {
  if (!/[./]/.test(reference)) return lookup<Calibration>("calibration", calibrations, reference);
  const text = await readText(reference, "calibration file");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const received = error instanceof Error ? error.message : String(error);
    throw new Failure("bad-input", `Cannot read calibration file ${reference}: it must be JSON: received ${received}`);
  }
  return calibrationFrom(value, `calibration file ${reference}`);
}

export const CALIBRATION_OPTION = [
  "--calibration <file>",
  "numbers measured by `tierlab calibrate` for the simulation",
] as const;
