import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../src/base/errors.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import { immediate, sleep } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { loadBalancer } from "../../src/http/load_balancer.ts";
import type { Fetch } from "../../src/ports/http.ts";
import { recordingProbe, reply, request } from "./fixtures.ts";

function instance(servedBy: string, options: { takesMs?: number; isBroken?: () => boolean } = {}): Fetch {
  return function* () {
    yield* sleep(options.takesMs ?? 0);
    if (options.isBroken?.()) throw new RangeError(`${servedBy} is gone`);
    return { ...reply(), servedBy };
  };
}

Deno.test("round robin goes in turn", () => {
  const served = simulate(function* (clock) {
    const options = { strategy: "round-robin", clock, probe: recordingProbe() } as const;
    const fetch = loadBalancer(["a", "b", "c"].map((name) => instance(name)), options);
    const names: string[] = [];
    for (let index = 0; index < 6; index++) names.push((yield* fetch(request("/"))).servedBy);
    return names.join("");
  });
  assertEquals(served, "abcabc");
});

Deno.test("least connections spares the slow instance", () => {
  const served = simulate(function* (clock) {
    const options = { strategy: "least-connections", clock, probe: recordingProbe() } as const;
    const fetch = loadBalancer([instance("slow", { takesMs: 100 }), instance("fast", { takesMs: 1 })], options);
    const one = function* (index: number) {
      yield* sleep(index * 5);
      return (yield* fetch(request("/"))).servedBy;
    };
    return yield* all(Array.from({ length: 10 }, (_, index) => one(index)));
  });
  assertEquals(served, ["slow", ...Array.from({ length: 9 }, () => "fast")]);
});

Deno.test("an instance that fails is left alone for its cool-down; the request goes to the next", () => {
  const probe = recordingProbe();
  let isBroken = true;
  simulate(function* (clock) {
    const fetches = [instance("a", { isBroken: () => isBroken }), instance("b")];
    const fetch = loadBalancer(fetches, { strategy: "round-robin", clock, probe, coolDownMs: 1000 });
    const ask = function* () {
      return (yield* fetch(request("/"))).servedBy;
    };
    assertEquals([yield* ask(), yield* ask(), yield* ask()], ["b", "b", "b"]);
    assertEquals(probe.of("degraded"), [
      { kind: "degraded", component: "load-balancer", reason: "instance 1 is down: a is gone" },
    ]);
    isBroken = false;
    yield* sleep(1000);
    assertEquals([yield* ask(), yield* ask()].toSorted(), ["a", "b"]);
  });
});

Deno.test("a POST is not sent twice; with every instance down there is one clear failure", () => {
  simulate(function* (clock) {
    const fetches = [instance("a", { isBroken: () => true }), instance("b", { isBroken: () => true })];
    const fetch = loadBalancer(fetches, { strategy: "round-robin", clock, probe: recordingProbe() });
    const failure = function* (method: "GET" | "POST") {
      try {
        yield* fetch(request("/x", {}, method));
        return "nothing";
      } catch (error) {
        rethrowHalt(error);
        return error instanceof Failure ? error.code : String(error);
      }
    };
    assertEquals(yield* failure("POST"), "RangeError: a is gone");
    assertEquals(yield* failure("GET"), "no-instance-up");
    assertEquals(yield* failure("GET"), "no-instance-up");
  });
});

Deno.test("nothing to balance over is refused", () => {
  const options = { strategy: "round-robin", clock: { nowMs: () => 0, epochMs: 0 }, probe: recordingProbe() } as const;
  assertThrows(() => loadBalancer([], options), RangeError, "at least one instance");
  assertThrows(() => loadBalancer([() => immediate(reply())], { ...options, coolDownMs: 0 }), RangeError, "coolDownMs");
});
