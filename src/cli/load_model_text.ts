import type { LoadModel } from "../adapters/live/load/run_load.ts";
import { formatDuration } from "../base/units.ts";

/** A model in words. */
export function modelText(model: LoadModel): string {
  if (model.kind === "open") return "open: requests at their intended times";
  const { users, thinkMs } = model;
  return `closed: ${users} user${users === 1 ? "" : "s"}, think time ${formatDuration(thinkMs)}`;
}
