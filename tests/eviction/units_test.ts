import { assertEquals } from "@std/assert";
import fc from "../support/property.ts";
import { Random } from "../../src/base/random.ts";
import { registryNames } from "../../src/base/registry.ts";
import { createPolicy, parsePolicy } from "../../src/eviction/create_policy.ts";
import * as registered from "../../src/eviction/registered.ts";
import { LogQueue } from "../../src/eviction/units/log_queue.ts";
import type { UnitReplay } from "../../src/eviction/units/unit_replay.ts";
import { zipfIds } from "../trace/zipf.ts";

const VARIANTS = [
  "clock:bits=2",
  "lirs:cooling=true",
  "lirs:stack=1:queue=0.3",
  "s3fifo:threshold=1",
  "s3fifo:ghost=0:small=0.5",
  "slru:segments=1",
  "slru:weights=1/4",
  "slru:segments=16",
  "twoq:in=0:out=1",
  "twoq:in=1:out=0",
  "wtinylfu:window=0.5:protected=0",
];
const specs = [...registryNames(registered), ...VARIANTS].filter((spec) => unitsOf(spec, 10) !== null);
const [few, many] = [fc.nat(6), fc.nat(90)];
const traces = fc.array(fc.oneof(few, many), { minLength: 1, maxLength: 800 });

Deno.test("twelve policies have a loop of their own for units", () => {
  const own = specs.filter((spec) => !spec.includes(":"));
  assertEquals(own, "arc clock fifo gdsf lfu lirs lru s3fifo sieve slru twoq wtinylfu".split(" "));
});

for (const spec of specs) {
  Deno.test(`${spec}: the loop for units misses exactly where the policy does, in stretches too`, () => {
    fc.assert(
      fc.property(traces, fc.integer({ min: 1, max: 100 }), fc.nat(800), (list, capacity, cut) => {
        assertSameMisses(unitsOf(spec, capacity)!, { spec, capacity, ids: Uint32Array.from(list), cut });
      }),
      { numRuns: 150 },
    );
  });

  Deno.test(`${spec}: so it does on a longer trace whose popular keys change`, () => {
    const zipf = zipfIds({ objects: 3000, requests: 60_000, seed: 5 });
    const ids = zipf.map((id, index) => (id + 700 * Math.floor(index / 15_000)) % 3000);
    for (const capacity of [1, 2, 3, 7, 30, 100, 640, 2999, 5000]) {
      assertSameMisses(unitsOf(spec, capacity)!, { spec, capacity, ids, cut: 31_234 });
    }
  });
}

Deno.test("positions start from 0 again, and nothing changes", () => {
  const ids = zipfIds({ objects: 500, requests: 30_000, seed: 9 });

  const places = new Int32Array(500);
  const queue = new LogQueue(3, 4096);
  const model: number[] = [];
  ids.forEach((id, index) => {
    if (places[id] === 0) queue.push(places, id);
    else {
      queue.refresh(places, id);
      model.splice(model.indexOf(id), 1);
    }
    model.push(id);
    if (index % 3 !== 0) return;
    const oldest = queue.shift(places);
    places[oldest] = 0;
    assertEquals(oldest, model.shift());
  });
  assertEquals([...queue.ids(places)], model);
});

function unitsOf(spec: string, capacity: number): UnitReplay | null {
  const { entry, options } = parsePolicy(spec);
  return entry.replayUnits({ capacity, ids: 100, random: new Random(1) }, options);
}

function assertSameMisses(
  units: UnitReplay,
  { spec, capacity, ids, cut }: { spec: string; capacity: number; ids: Uint32Array; cut: number },
): void {
  const policy = createPolicy(spec, { capacity, ids: 100, random: new Random(1) });
  const expected = Uint8Array.from(ids, (id) => Number(!policy.request(id, 1)));
  const missed = new Uint8Array(ids.length);
  const requests = { ids, sizes: null, next: null, missed };
  const at = Math.min(cut, ids.length);
  const objectsOf = (part: Uint32Array) => part.reduce((most, id) => Math.max(most, id), 0) + 1;
  const misses = units.replay({ ...requests, objects: objectsOf(ids.subarray(0, at)) }, 0, at) +
    units.replay({ ...requests, objects: objectsOf(ids) }, at, ids.length);
  assertEquals(missed.findIndex((one, index) => one !== expected[index]), -1, `${spec} at ${capacity}`);
  assertEquals(misses, expected.reduce((sum, one) => sum + one, 0));
}
