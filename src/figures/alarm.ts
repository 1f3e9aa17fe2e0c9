import { formatDuration } from "../base/units.ts";
import { type Happening, tryAlarm } from "./alarm_trial.ts";
import type { Check } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import type { Figure } from "./figure.ts";
import { type Finding, notYet } from "./finding.ts";
import { valueText } from "./figure_text.ts";

/** Ten times the resolution of the monitor's histograms. */
const STEP = 0.04;
/** Beyond what an alarm needs to clear: a tenth inside the limit. */
const WELL = 0.2;

/** What an alert rule speaks of. */
export interface AlarmTraits {
  /** The budget's id, which is the rule's name in the monitor. */
  readonly budget: string;
  /** What the figure's unit is in the monitor's: 0.01 for percent. @default 1 */
  readonly scale?: number;
  readonly happen: Happening;
}

/** Makes an alert fire and clear: the figure's limit, not the budget's, says where it must. */
export function alarm(traits: AlarmTraits): Check {
  return (figure, evidence) => {
    const trial = alarmFinding(figure, evidence, traits);
    return typeof trial === "string" ? notYet(trial) : trial;
  };
}

function alarmFinding(figure: Figure, evidence: Evidence, traits: AlarmTraits): Finding | string {
  const budget = evidence.budgets.find(({ id }) => id === traits.budget);
  if (budget === undefined) return `no budget ${traits.budget} is registered`;
  const documented = figure.low ?? figure.high;
  if (documented === null) return "the document names no limit";
  const isMost = figure.relation !== "alert if <";
  const limit = documented * (traits.scale ?? 1);
  const at = (share: number) => limit * (isMost ? 1 + share : 1 - share);
  const values = { inside: at(-STEP), beyond: at(STEP), well: at(-WELL) };
  const trial = tryAlarm(budget, traits.happen, values);
  const shown = (value: number) => valueText(value / (traits.scale ?? 1), figure.unit);
  const faults = [
    trial.firedInside ? `it fired at ${shown(values.inside)}, inside the limit` : "",
    trial.firedAtMs === undefined ? `it did not fire at ${shown(values.beyond)} for three minutes` : "",
    trial.clearedAtMs === undefined ? `it did not clear at ${shown(values.well)} within three minutes` : "",
  ].filter((fault) => fault !== "");
  if (faults.length > 0) {
    return { simulated: "wrong alarm", live: null, verdict: "does not hold", why: faults.join("; ") };
  }
  const phase = 180_000;
  const fired = formatDuration(trial.firedAtMs! - phase);
  const cleared = formatDuration(trial.clearedAtMs! - 2 * phase);
  return {
    simulated: "fires, clears",
    live: null,
    verdict: "holds",
    why:
      `silent at ${shown(values.inside)}, fires ${fired} after ${
        shown(values.beyond)
      } begins, clears ${cleared} after ` +
      `${shown(values.well)} begins (${budget.metric})`,
  };
}
