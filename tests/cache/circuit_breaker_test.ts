import { assert, assertEquals } from "@std/assert";
import { CircuitBreaker } from "../../src/cache/circuit_breaker.ts";

function breakerAt(options: { failures?: number; coolDownMs?: number } = {}) {
  const time = { ms: 0 };
  const clock = { nowMs: () => time.ms, epochMs: 0 };
  return { time, breaker: new CircuitBreaker({ clock, ...options }) };
}

Deno.test("breaker: opens at the third failure in a row; a success between them starts the count anew", () => {
  const { breaker } = breakerAt();
  breaker.failed();
  breaker.failed();
  breaker.succeeded();
  breaker.failed();
  breaker.failed();
  assertEquals([breaker.state, breaker.allows()], ["closed", true]);
  breaker.failed();
  assertEquals([breaker.state, breaker.allows()], ["open", false]);
});

Deno.test("breaker: after the cool-down one caller may try; its success closes, its failure opens again", () => {
  const { breaker, time } = breakerAt({ failures: 1, coolDownMs: 1000 });
  breaker.failed();
  time.ms = 999;
  assertEquals([breaker.state, breaker.allows()], ["open", false]);
  time.ms = 1000;
  assertEquals([breaker.state, breaker.allows(), breaker.allows()], ["half-open", true, false]);
  breaker.failed();
  assertEquals([breaker.state, breaker.allows()], ["open", false]);
  time.ms = 2000;
  assert(breaker.allows());
  breaker.succeeded();
  assertEquals([breaker.state, breaker.allows(), breaker.allows()], ["closed", true, true]);
});

Deno.test("breaker: a try that was halted leaves the way free for the next one", () => {
  const { breaker, time } = breakerAt({ failures: 1 });
  breaker.failed();
  time.ms = 1000;
  assert(breaker.allows());
  breaker.abandoned();
  assertEquals([breaker.state, breaker.allows(), breaker.allows()], ["half-open", true, false]);
});
