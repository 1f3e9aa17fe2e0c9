import { mix32 } from "../base/hash.ts";

/** A picture: red, green and blue of each pixel, row by row. */
export interface Picture {
  readonly side: number;
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/**
 * A photographic-like square, the same for the same seed: a lit background, a dozen round objects with soft shadows and sharp edges, texture
 * of eight octaves whose strength falls with their frequency, as in natural images, and a camera's grain. It is no photograph: what codecs make of it stands for photographs only roughly.
 *
 * @param options `side`: px, from 1.
 */
export function photograph(options: { seed: number; side: number }): Picture {
  const { seed, side } = options;
  if (!(Number.isInteger(side) && side >= 1 && side <= 8192)) {
    throw new RangeError(`Cannot make a picture: its side must be a whole number from 1 to 8192: received ${side}`);
  }
  const rgb = new Uint8Array(side * side * 3);
  const objects = Array.from({ length: 12 }, (_, index) => objectOf(seed, index));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) paint(rgb, (y * side + x) * 3, { u: x / side, v: y / side, seed, objects, x, y });
  }
  return { side, rgb };
}

interface Round {
  readonly u: number;
  readonly v: number;
  readonly radius: number;
  readonly colour: readonly [number, number, number];
  readonly grain: number;
}

interface Spot {
  readonly u: number;
  readonly v: number;
  readonly x: number;
  readonly y: number;
  readonly seed: number;
  readonly objects: readonly Round[];
}

function objectOf(seed: number, index: number): Round {
  const at = (aspect: number) => unit(seed * 977 + index * 31 + aspect);
  return {
    u: at(1),
    v: at(2),
    radius: 0.05 + 0.2 * at(3) ** 2,
    colour: [40 + 190 * at(4), 40 + 190 * at(5), 40 + 190 * at(6)],
    grain: 12 + 30 * at(7),
  };
}

function paint(rgb: Uint8Array, offset: number, spot: Spot): void {
  const { u, v, seed, objects, x, y } = spot;
  const light = 200 - 60 * v + 30 * u;
  let colour: readonly number[] = [light, light * 0.97, light * 0.92];
  let strength = 16;
  for (const object of objects) {
    const distance = Math.hypot(u - object.u, v - object.v) / object.radius;
    if (distance < 1) {
      const shade = 1.1 - 0.6 * distance ** 2;
      colour = object.colour.map((part) => part * shade);
      strength = object.grain;
    } else if (distance < 1.5) {
      const shadow = 0.75 + 0.5 * (distance - 1);
      colour = colour.map((part) => part * shadow);
    }
  }
  const texture = octaves(u, v, seed) * strength;
  const noise = (unit(seed ^ (x * 73_856_093) ^ (y * 19_349_663)) - 0.5) * 12;
  for (let part = 0; part < 3; part++) {
    rgb[offset + part] = Math.max(0, Math.min(255, Math.round(colour[part]! + texture * (1 - 0.15 * part) + noise)));
  }
}

/** Value noise of eight octaves, -1..1 or a little more. */
function octaves(u: number, v: number, seed: number): number {
  let sum = 0;
  for (let octave = 0; octave < 8; octave++) {
    const frequency = 12 << octave;
    sum += smooth(u * frequency, v * frequency, seed + octave * 101) * 0.72 ** octave;
  }
  return sum;
}

function smooth(x: number, y: number, seed: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [ease(x - column), ease(y - row)];
  const at = (dx: number, dy: number) => unit(seed + (column + dx) * 7919 + (row + dy) * 104_729) * 2 - 1;
  const top = at(0, 0) + (at(1, 0) - at(0, 0)) * right;
  const bottom = at(0, 1) + (at(1, 1) - at(0, 1)) * right;
  return top + (bottom - top) * down;
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

function unit(value: number): number {
  return (mix32(value) >>> 0) / 2 ** 32;
}
