import type { Random } from "../base/random.ts";

/** What one place of a design may be set to. */
export interface Axis {
  /** "l1.entries" */
  readonly path: string;
  /** Distinct; ascending when ordered. */
  readonly values: readonly (number | string | boolean)[];
  /** Whether neighbours in the list are alike: numbers are, policies are not. */
  readonly isOrdered: boolean;
}

/** All settings that a search may try: one value of each axis. */
export type Space = readonly Axis[];

/** For each axis the index of its value. */
export type Setting = readonly number[];

/** How many settings there are. */
export function sizeOf(space: Space): number {
  return space.reduce((product, axis) => product * axis.values.length, 1);
}

/**
 * Settings to begin with: all when they are few enough, otherwise a Latin hypercube (McKay, Beckman and Conover 1979), in which
 * every value of an axis comes about equally often, so that no axis is left unexplored.
 *
 * @param most At least 1.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Random } from "../base/random.ts";
 * import { firstSettings } from "./space.ts";
 * const space = [{ path: "l1.entries", values: [100, 1000], isOrdered: true }];
 * assertEquals(firstSettings(space, 10, new Random(1)), [[0], [1]]);
 * ```
 */
export function firstSettings(space: Space, most: number, random: Random): Setting[] {
  const size = sizeOf(space);
  if (size <= most) return Array.from({ length: size }, (_, index) => settingAt(space, index));
  const columns = space.map(({ path, values }) =>
    shuffled(Array.from({ length: most }, (_, row) => Math.floor(row * values.length / most)), random.fork(path))
  );
  const found = new Map<string, Setting>();
  const add = (setting: Setting) => found.set(setting.join(), setting);
  for (let row = 0; row < most; row++) add(columns.map((column) => column[row]!));
  // Rows of the hypercube may be equal where the axes are short.
  const spare = random.fork("spare");
  while (found.size < most) add(space.map(({ values }) => spare.below(values.length)));
  return [...found.values()];
}

/**
 * Settings that differ in one axis, by a step or a leap where it is ordered, by any other value where it is not; and those that
 * give in one ordered axis what they take in another, since along a budget's limit no single step may be left.
 */
export function neighboursOf(space: Space, setting: Setting): Setting[] {
  const moved = space.map((axis, at) => shiftsOf(axis, setting[at]!).map((index) => ({ at, index })));
  const trades = moved.flatMap((moves, at) =>
    moved.slice(at + 1).flatMap((others) =>
      moves.flatMap((one) =>
        others.filter((other) => isTrade(space, setting, [one, other])).map((other) => [one, other])
      )
    )
  );
  return [...moved.flat().map((one) => [one]), ...trades].map((moves) =>
    setting.map((own, at) => moves.find((move) => move.at === at)?.index ?? own)
  );
}

interface Move {
  readonly at: number;
  readonly index: number;
}

function shiftsOf({ values, isOrdered }: Axis, own: number): number[] {
  const leap = Math.max(2, Math.round(values.length / 4));
  const wanted = isOrdered ? [own - leap, own - 1, own + 1, own + leap] : values.map((_, index) => index);
  return wanted.filter((index) => index !== own && index >= 0 && index < values.length);
}

function isTrade(space: Space, setting: Setting, moves: readonly [Move, Move]): boolean {
  const [one, other] = moves.map(({ at, index }) => space[at]!.isOrdered ? Math.sign(index - setting[at]!) : 0);
  return one! * other! < 0;
}

function settingAt(space: Space, index: number): Setting {
  let rest = index;
  return space.map(({ values }) => {
    const own = rest % values.length;
    rest = Math.floor(rest / values.length);
    return own;
  });
}

/** Fisher and Yates. */
function shuffled(values: number[], random: Random): number[] {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
  return values;
}
