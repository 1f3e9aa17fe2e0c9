import { assertEquals } from "@std/assert";
import { immediate, sleep } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import type { Fetch, WebReply, WebRequest } from "../../src/ports/http.ts";
import { Traffic } from "../../src/runner/traffic.ts";
import { FLAG, type Schedule } from "../../src/workload/schedule.ts";
import { RecordingProbe } from "../support/recording_probe.ts";

function scheduleAt(atMs: readonly number[], columns: { action?: number[]; flags?: number[] } = {}): Schedule {
  const count = atMs.length;
  return {
    count,
    atMs: Float64Array.from(atMs),
    action: Uint8Array.from(columns.action ?? atMs.map(() => 0)),
    item: new Uint32Array(count).fill(7),
    client: Uint32Array.from(atMs, (_, index) => index),
    flags: Uint8Array.from(columns.flags ?? atMs.map(() => 0)),
    products: 10,
    durationMs: (atMs.at(-1) ?? 0) + 1,
    bands: [],
    incidents: [],
    warnings: [],
  };
}

const OK: WebReply = { status: 200, headers: { etag: '"1"' }, body: { sizeBytes: 50, content: 1 }, servedBy: "l1" };

Deno.test("traffic: is an open loop: who is slow holds nobody back, and latency counts from the intended time", () => {
  const probe = new RecordingProbe();
  const begun: number[] = [];
  const pages: number[] = [];
  const endMs = simulate(function* (clock) {
    const fetch: Fetch = function* () {
      begun.push(clock.nowMs());
      yield* sleep(begun.length === 1 ? 1000 : 5);
      return OK;
    };
    yield* sleep(3);
    const onPage = ({ latencyMs }: { latencyMs: number }) => pages.push(latencyMs);
    const traffic = new Traffic({ schedule: scheduleAt([0, 10, 10, 20]), clock, fetch, probe, onPage });
    assertEquals(yield* traffic.send(), 4);
    return clock.nowMs();
  });
  assertEquals([begun, endMs], [[3, 13, 13, 23], 1003]);
  assertEquals(probe.of("reply").map((event) => event.latencyMs), [5, 5, 5, 1000]);
  assertEquals(pages, [5, 5, 5, 1000]);
});

Deno.test("traffic: stopped, it sends no more and waits for what is under way", () => {
  const probe = new RecordingProbe();
  const sent = simulate(function* (clock) {
    let count = 0;
    const fetch: Fetch = function* () {
      if (++count === 2) traffic.stop();
      yield* sleep(100);
      return OK;
    };
    const traffic: Traffic = new Traffic({ schedule: scheduleAt([0, 10, 20, 30]), clock, fetch, probe });
    const sent = yield* traffic.send();
    assertEquals(clock.nowMs(), 110);
    return sent;
  });
  assertEquals([sent, probe.of("reply").length], [2, 2]);
});

Deno.test("traffic: an empty schedule is over at once", () => {
  const fetch: Fetch = () => immediate(OK);
  assertEquals(
    simulate((clock) => new Traffic({ schedule: scheduleAt([]), clock, fetch, probe: new RecordingProbe() }).send()),
    0,
  );
});

Deno.test("traffic: clients ask with what they can read and, when they hold a copy, with its tag", () => {
  const requests: WebRequest[] = [];
  simulate((clock) => {
    const fetch: Fetch = (request) => {
      requests.push(request);
      return immediate(OK);
    };
    const flags = [FLAG.conditional, FLAG.conditional, FLAG.gzipOnly, FLAG.identityOnly, 0];
    const schedule = scheduleAt([0, 1, 2, 3, 4], { action: [0, 0, 1, 2, 5], flags });
    return new Traffic({ schedule, clock, fetch, probe: new RecordingProbe() }).send();
  });
  assertEquals(
    requests.map(({ method, path, headers }) => [method, path, headers["accept-encoding"], headers["if-none-match"]]),
    [
      ["GET", "/products/7", "gzip, deflate, br", undefined],
      ["GET", "/products/7", "gzip, deflate, br", '"1"'],
      ["GET", "/api/products/7", "gzip", undefined],
      ["GET", "/categories/7", "identity", undefined],
      ["POST", "/api/products/7", undefined, undefined],
    ],
  );
  assertEquals(requests.map(({ headers }) => headers["x-client"]), ["0", "1", "2", "3", "4"]);
  assertEquals(requests[4]!.body, { priceCents: 104 });
});
