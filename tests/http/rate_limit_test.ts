import { assertEquals, assertThrows } from "@std/assert";
import fc from "../support/property.ts";
import { immediate, sleep } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { rateLimit } from "../../src/http/rate_limit.ts";
import { reply, request } from "./fixtures.ts";

const application = () => immediate(reply());

Deno.test("burst + 1 at once, then one for each 1/rate, with the time to wait", () => {
  simulate(function* (clock) {
    const fetch = rateLimit({ clock, rateRps: 0.25, burst: 2 })(application);
    const statuses: number[] = [];
    for (let index = 0; index < 4; index++) statuses.push((yield* fetch(request("/"))).status);
    assertEquals(statuses, [200, 200, 200, 429]);
    const refused = yield* fetch(request("/"));
    assertEquals([refused.headers["retry-after"], refused.servedBy, refused.body], ["4", "rate-limit", undefined]);
    yield* sleep(4000);
    assertEquals((yield* fetch(request("/"))).status, 200);
    assertEquals((yield* fetch(request("/"))).status, 429);
  });
});

Deno.test("clients do not pay for each other", () => {
  simulate(function* (clock) {
    const fetch = rateLimit({ clock, rateRps: 1, burst: 0 })(application);
    assertEquals((yield* fetch(request("/", { "x-client": "a" }))).status, 200);
    assertEquals((yield* fetch(request("/", { "x-client": "a" }))).status, 429);
    assertEquals((yield* fetch(request("/", { "x-client": "b" }))).status, 200);
    assertEquals((yield* fetch(request("/"))).status, 200);
  });
});

Deno.test("a busy client is remembered while others come and go", () => {
  simulate(function* (clock) {
    const fetch = rateLimit({ clock, rateRps: 1, burst: 0, maxClients: 10 })(application);
    yield* fetch(request("/", { "x-client": "busy" }));
    for (let index = 0; index < 100; index++) {
      yield* fetch(request("/", { "x-client": `guest ${index}` }));
      assertEquals((yield* fetch(request("/", { "x-client": "busy" }))).status, 429);
    }
  });
});

Deno.test("what Retry-After says is enough, and never more than rate * time + burst + 1 are admitted", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 5 }), steps, (rps, burst, pauses) => {
      simulate(function* (clock) {
        const fetch = rateLimit({ clock, rateRps: rps, burst })(application);
        let admitted = 0;
        for (const ms of pauses) {
          yield* sleep(ms);
          const answer = yield* fetch(request("/"));
          if (answer.status === 200) admitted++;
          const bound = clock.nowMs() * rps / 1000 + burst + 1;
          if (admitted > bound + 1e-6) {
            throw new RangeError(`Cannot admit ${admitted}: at most ${bound}: received more`);
          }
          if (answer.status === 429) {
            yield* sleep(Number(answer.headers["retry-after"]) * 1000);
            assertEquals((yield* fetch(request("/"))).status, 200);
            admitted++;
          }
        }
      });
    }),
  );
});

Deno.test("options out of range are refused", () => {
  const clock = { nowMs: () => 0, epochMs: 0 };
  assertThrows(() => rateLimit({ clock, rateRps: 0, burst: 1 }), RangeError, "rateRps must be a finite number above 0");
  assertThrows(() => rateLimit({ clock, rateRps: 1, burst: -1 }), RangeError, "burst");
  assertThrows(() => rateLimit({ clock, rateRps: 1, burst: 1, maxClients: 1 }), RangeError, "maxClients");
});
