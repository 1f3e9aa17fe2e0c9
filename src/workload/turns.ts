import type { Incident, Schedule } from "./schedule.ts";

/**
 * A run's turns on a machine that several runs share: it sends from `firstMs` on for `turnMs` of every `everyMs`, and waits while
 * the others send. Its own time leaves out what it waits.
 */
export interface Turns {
  readonly firstMs: number;
  readonly turnMs: number;
  readonly everyMs: number;
}

/** After a turn, until late replies have come. */
const BETWEEN_TURNS_MS = 250;

/**
 * Turns for runs of such lengths, each as many turns as the first, which has about `count`. The first one's turns begin and end at
 * whole multiples of `gridMs`.
 */
export function sharedTurns(
  [firstMs, ...othersMs]: readonly [number, ...number[]],
  { count, gridMs }: { readonly count: number; readonly gridMs: number },
): Turns[] {
  const turnMs = Math.max(1, Math.ceil(firstMs / count / gridMs)) * gridMs;
  const turns = Math.ceil(firstMs / turnMs);
  let atMs = 0;
  const placed = [turnMs, ...othersMs.map((ms) => ms / turns)].map((turnMs) => {
    const place = { firstMs: atMs, turnMs };
    atMs += turnMs + BETWEEN_TURNS_MS;
    return place;
  });
  const everyMs = Math.ceil(atMs / gridMs) * gridMs;
  return placed.map((place) => ({ ...place, everyMs }));
}

/** The same requests and incidents, in turns: a schedule whose times count the waiting. */
export function inTurns(schedule: Schedule, turns: Turns): Schedule {
  const at = (ownMs: number) => startOf(Math.floor(ownMs / turns.turnMs), ownMs, turns);
  // What ends with a turn ends there, not when the next one begins.
  const until = (ownMs: number) => startOf(Math.max(0, Math.ceil(ownMs / turns.turnMs) - 1), ownMs, turns);
  const { bands, incidents, offline, durationMs, atMs } = schedule;
  return {
    ...schedule,
    atMs: atMs.map(at),
    durationMs: until(durationMs),
    bands: bands.map((band) => ({ ...band, fromMs: at(band.fromMs), toMs: until(band.toMs) })),
    incidents: incidents.map((incident): Incident => ({
      ...incident,
      atMs: at(incident.atMs),
      ...("untilMs" in incident && { untilMs: until(incident.untilMs) }),
    })),
    ...(offline && {
      offline: offline.map((span) => ({ ...span, fromMs: at(span.fromMs), toMs: until(span.toMs) })),
    }),
  };
}

function startOf(turn: number, ownMs: number, { firstMs, turnMs, everyMs }: Turns): number {
  return firstMs + turn * everyMs + ownMs - turn * turnMs;
}

/** A time of the shared clock in a run's own time; while the others have their turn its own time stands still. */
export function ownTimeOf(sharedMs: number, { firstMs, turnMs, everyMs }: Turns): number {
  const turn = Math.max(0, Math.floor((sharedMs - firstMs) / everyMs));
  const withinMs = Math.min(turnMs, Math.max(0, sharedMs - firstMs - turn * everyMs));
  return turn * turnMs + withinMs;
}
