import { assertEquals, assertThrows } from "@std/assert";
import fc from "../support/property.ts";
import { RollingWindow } from "../../src/monitor/rolling_window.ts";

Deno.test("a window agrees with a list of everything that ever happened", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 1, maxLength: 80 });
  fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), steps, (slots, pauses) => {
    const window = new RollingWindow<number[]>(() => [], { slots, slotMs: 1000 });
    const all: number[] = [];
    let nowMs = 0;
    for (const ms of pauses) {
      nowMs += ms;
      window.at(nowMs).push(nowMs);
      all.push(nowMs);
      const since = (Math.floor(nowMs / 1000) - slots + 1) * 1000;
      assertEquals(window.live(nowMs).flat(), all.filter((at) => at >= since));
    }
    assertEquals(window.live(nowMs + slots * 1000), []);
  }));
});

Deno.test("a window without slots or of no length is refused", () => {
  assertThrows(() => new RollingWindow(() => 0, { slots: 0 }), RangeError, "Cannot make a window");
  assertThrows(() => new RollingWindow(() => 0, { slotMs: 0 }), RangeError, "received 12, 0");
});
