import { decode } from "../base/decode.ts";
import { Failure } from "../base/errors.ts";
import { registryNames, suggestion } from "../base/registry.ts";
import type { PolicyEntry } from "../eviction/entry.ts";
import * as policies from "../eviction/registered.ts";
import { type DesignConfig, designSchema } from "../designs/design_config.ts";
import { DESIGN_PATHS, type DesignPath, shortPath } from "./design_paths.ts";
import type { Axis, Setting, Space } from "./space.ts";
import { readValue, writeValue } from "./value_text.ts";

/** Values of a range when nobody says how many. */
const STEPS = 10;
const MOST_STEPS = 1000;
/** Serves as a bound: a store without a limit cannot be chosen, whatever its capacity says. */
const BOUNDLESS = "infinite";

/**
 * Reads what is to be varied: `l1.entries=100..100000,l1.policy=*,l2.ttl=60s..1h`. Ranges are spaced evenly in the logarithm, ten
 * values or as many as stand after a slash (`100..1000/4`), rounded to two digits; `a|b|c` is a list; `*` is every policy that a
 * store can have, or every choice. The unit at a path's end may be left out.
 *
 * @throws Failure with the path and what was expected.
 */
export function parseVary(text: string, design: { readonly name: string; readonly config: DesignConfig }): Space {
  const parts = text.split(",").map((part) => part.trim());
  const axes = parts.map((part): Axis => {
    const [, written, values] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    if (!written || !values) {
      const received = JSON.stringify(part);
      throw new Failure("bad-vary", `Cannot read --vary: each part must look like path=values: received ${received}`);
    }
    const at = pathOf(written.trim());
    refuseAbsentPart(at, design);
    return axisOf(at, values.trim(), design.config);
  });
  const twice = axes.find(({ path }, index) => axes.findIndex((axis) => axis.path === path) < index);
  if (twice === undefined) return axes;
  throw new Failure("bad-vary", `Cannot read --vary: each path must stand once: received ${twice.path} twice`);
}

/** A design with the values of a setting. */
export function configWith(config: DesignConfig, space: Space, setting: Setting): DesignConfig {
  return space.reduce((design, { path, values }, axis) => withValue(design, path, values[setting[axis]!]!), config);
}

/** A setting as it can be given to --vary. */
export function settingText(space: Space, setting: Setting): string {
  return space.map(({ path, values }, axis) =>
    `${shortPath(path)}=${writeValue(pathOf(path), values[setting[axis]!]!)}`
  ).join(",");
}

function pathOf(written: string): DesignPath {
  const found = DESIGN_PATHS.find(({ path }) => path === written || shortPath(path) === written);
  if (found !== undefined) return found;
  const meant = suggestion("path", DESIGN_PATHS.map(({ path }) => shortPath(path)), written);
  throw new Failure("unknown-path", `Cannot vary a design: ${meant}: received ${written}`);
}

function refuseAbsentPart(
  { path }: DesignPath,
  design: { readonly name: string; readonly config: DesignConfig },
): void {
  const [part = "", inner] = path.split(".");
  if (inner === undefined || Reflect.get(design.config, part) !== undefined) return;
  throw new Failure("no-part", `Cannot vary ${path}: the design must have ${part}: received ${design.name} without it`);
}

function axisOf(at: DesignPath, text: string, config: DesignConfig): Axis {
  const { path } = at;
  const isOrdered = ["count", "number", "duration", "size"].includes(at.kind);
  const values = text === "*" ? everyValue(at) : text.split("|").flatMap((one) => valuesOf(at, one.trim()));
  for (const value of values) {
    decode(designSchema, withValue(config, path, value), `--vary ${path}=${writeValue(at, value)}`);
  }
  const distinct = [...new Set(values)];
  if (isOrdered) distinct.sort((one, other) => Number(one) - Number(other));
  return { path, values: distinct, isOrdered };
}

function everyValue(at: DesignPath): (string | boolean)[] {
  if (at.kind === "choice") return [...at.options];
  if (at.kind === "flag") return [false, true];
  if (at.kind === "policy") {
    const entries: Readonly<Record<string, PolicyEntry>> = policies;
    const possible = Object.entries(entries).filter(([name, { clairvoyant }]) => !clairvoyant && name !== BOUNDLESS);
    return registryNames(Object.fromEntries(possible));
  }
  throw new Failure(
    "bad-vary",
    `Cannot read --vary ${at.path}: a number must have a range such as 100..1000: received *`,
  );
}

function valuesOf(at: DesignPath, text: string): (number | string | boolean)[] {
  const name = `--vary ${at.path}`;
  const range = /^(.+?)\.\.(.+?)(?:\/(.*))?$/.exec(text);
  if (range === null) return [readValue(at, text, name)];
  const [, from, to, count] = range;
  const [least, most] = [from!, to!].map((end) => readValue(at, end.trim(), name));
  if (typeof least !== "number" || typeof most !== "number" || !(least > 0 && least < most)) {
    const expected = "a range must ascend from above 0, such as 100..1000";
    throw new Failure("bad-vary", `Cannot read ${name}: ${expected}: received ${JSON.stringify(text)}`);
  }
  const steps = count === undefined ? STEPS : Number(count);
  if (!(Number.isInteger(steps) && steps >= 2 && steps <= MOST_STEPS)) {
    const expected = `a range must have 2 to ${MOST_STEPS} values`;
    throw new Failure("bad-vary", `Cannot read ${name}: ${expected}: received ${JSON.stringify(text)}`);
  }
  return logSpaced(least, most, steps).map((value) =>
    value === least || value === most ? value : at.kind === "number" ? value : Math.max(1, Math.round(value))
  );
}

function logSpaced(least: number, most: number, steps: number): number[] {
  return Array.from({ length: steps }, (_, step) => {
    if (step === 0) return least;
    if (step === steps - 1) return most;
    const value = Number((least * (most / least) ** (step / (steps - 1))).toPrecision(2));
    return Math.min(most, Math.max(least, value));
  });
}

function withValue(config: DesignConfig, path: string, value: number | string | boolean): DesignConfig {
  const [part = "", inner] = path.split(".");
  if (inner === undefined) return { ...config, [part]: value };
  return { ...config, [part]: { ...Reflect.get(config, part), [inner]: value } };
}
