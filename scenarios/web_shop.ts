import { Failure } from "../src/base/errors.ts";
import { recordedTraffic } from "../src/workload/recorded_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** A real trace of a web shop: its product pages in their real order, with price changes among them. */
export const webShop: Scenario = {
  description:
    "76,118 product-page requests of a real web shop in their real order, one price change every two seconds",
  rateRps: 100,
  durationMs: undefined,
  trace: {
    file: "web07.oracleGeneral.bin.zst",
    attribution:
      "Trace web07: product-page HTTP accesses of a web shop, (c) headissue GmbH, CC BY 4.0, from the cache2k " +
      "benchmark's resources; ids renumbered, compressed.",
  },
  build(context) {
    if (context.recording === undefined) {
      throw new Failure("no-recording", "Cannot build web-shop: its trace must be loaded: received none");
    }
    return recordedTraffic(context, context.recording, { mutationsPerSecond: 0.5 });
  },
};
