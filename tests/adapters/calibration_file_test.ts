import { assert, assertEquals, assertThrows } from "@std/assert";
import { embedded } from "../../src/adapters/sim/calibration.ts";
import { calibrationFrom } from "../../src/adapters/sim/calibration_file.ts";
import { Random } from "../../src/base/random.ts";

const FILE = {
  schema: "tierlab/calibration/1",
  measuredAt: "2026-11-28T01:00:00.000Z",
  design: "a-development",
  machine: "linux x86_64, 2 processors",
  numbers: {
    query: { p5Ms: 0.1, p95Ms: 0.4, samples: 300 },
    queryReviews: { p5Ms: 0.2, p95Ms: 0.9, samples: 300 },
    brotli4: { ratio: 0.25, msPerKb: 0.03, samples: 40 },
  },
};

Deno.test("calibration file: what was measured is used and says so; what was not stays as it was", () => {
  const calibration = calibrationFrom(FILE, "a file");
  assertEquals(
    [calibration.query.kind, calibration.queryReviews?.kind, calibration.brotli4.kind],
    Array(3).fill("measured"),
  );
  assertEquals([calibration.sharedStore, calibration.application], [embedded.sharedStore, embedded.application]);
  assertEquals(calibration.queryProduct, undefined);
  assert(calibration.query.source.includes("2026-11-28") && calibration.query.source.includes("300 samples"));
  const random = new Random(1);
  const draws = Array.from({ length: 4000 }, () => calibration.query.value.draw(random)).sort((one, other) =>
    one - other
  );
  assert(Math.abs(draws[200]! - 0.1) < 0.01 && Math.abs(draws[3800]! - 0.4) < 0.04);
});

for (
  const [change, says] of [
    [{ schema: "tierlab/calibration/9" }, "schema"],
    [{ measuredAt: "yesterday" }, "measuredAt"],
    [{ numbers: { query: { p5Ms: -1, p95Ms: 2, samples: 3 } } }, "numbers.query.p5Ms"],
    [{ numbers: { query: { p5Ms: 3, p95Ms: 2, samples: 3 } } }, "numbers.query"],
    [{ numbers: { brotli4: { ratio: 0.3, msPerKb: "fast", samples: 3 } } }, "numbers.brotli4.msPerKb"],
    [{ numbers: { quarry: {} } }, "numbers.quarry"],
  ] as const
) {
  Deno.test(`calibration file: wrong ${says} is named by its path`, () => {
    assertThrows(() => calibrationFrom({ ...FILE, ...change }, "calibration file x.json"), Error, says);
  });
}
