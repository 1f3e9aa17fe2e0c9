import type { Check, Checks } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import type { Figure } from "./figure.ts";
import type { FigureRow } from "../runner/result_figures_schema.ts";
import { promisedText } from "./figure_text.ts";
import * as registered from "./registered.ts";

/** Every registered check by its figure's id. @throws RangeError when two are registered for one figure. */
export function checksById(): ReadonlyMap<string, Check> {
  const byId = new Map<string, Check>();
  for (const checks of Object.values<Checks>(registered)) {
    for (const [id, check] of Object.entries(checks)) {
      if (byId.has(id)) {
        throw new RangeError(`Cannot register a check: each figure must have one: received ${id} twice`);
      }
      byId.set(id, check);
    }
  }
  return byId;
}

/** Judges figures one by one. @throws RangeError when one has no check. */
export function judgeFigures(figures: readonly Figure[], evidence: Evidence): FigureRow[] {
  const checks = checksById();
  return figures.map((figure) => {
    const check = checks.get(figure.id);
    if (check === undefined) {
      throw new RangeError(`Cannot judge a figure: it must have a registered check: received ${figure.id}`);
    }
    const { id, architecture, component, metric, kind, where } = figure;
    const promised = promisedText(figure);
    const { simulated, live, verdict, why } = check(figure, evidence);
    return {
      id,
      promised,
      simulated,
      live,
      verdict,
      why,
      metric: `${component}: ${metric}`,
      architecture,
      kind,
      where,
    };
  });
}
