import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/property.ts";
import { registryNames } from "../../src/base/registry.ts";
import { BudgetAlert } from "../../src/monitor/budget_alert.ts";
import { type Budget, keepsBudget } from "../../src/monitor/budgets/budget.ts";
import * as registered from "../../src/monitor/budgets/registered.ts";
import { Tally } from "../../src/monitor/tally.ts";

const ALL: readonly Budget[] = Object.values(registered);
const ENOUGH = 1000;

Deno.test("every budget is registered under its id, says why, and has no value before anything was measured", () => {
  assertEquals(ALL.map(({ id }) => id).toSorted(), registryNames(registered).toSorted());
  for (const budget of ALL) {
    assert(/Architecture A/.test(budget.reason), budget.id);
    assertEquals(budget.read(new Tally()), null);
  }
});

Deno.test("the limits are those of the document", () => {
  const limits = Object.fromEntries(ALL.map(({ id, limit, relation }) => [id, `${relation} ${limit}`]));
  assertEquals(limits, {
    lcp: "<= 2500",
    fid: "<= 100",
    cls: "<= 0.1",
    "api-response": "<= 500",
    "database-query": "<= 100",
    "cache-hit-ratio": ">= 0.5",
    "error-ratio": "<= 0.01",
    memory: "<= 0.8",
  });
});

Deno.test("three in a row fire, three well inside clear, once each", () => {
  const alert = new BudgetAlert(registered.apiResponse);
  const said = (values: number[]) => values.map((value) => alert.evaluate(value, ENOUGH) ?? "");
  assertEquals(said([600, 600, 400, 600, 600, 501]), ["", "", "", "", "", "firing"]);
  assertEquals(said([900, 900, 900, 900]), ["", "", "", ""]);
  assertEquals(said([499, 460, 451, 450, 400, 300]), ["", "", "", "", "", "cleared"]);
  assertEquals(said([10, 10, 10, 10]), ["", "", "", ""]);
});

Deno.test("a lower limit works the other way round, and one near 1 can be cleared", () => {
  const alert = new BudgetAlert(registered.cacheHitRatio, { evaluations: 1 });
  assertEquals([0.5, 0.49, 0.54, 0.55].map((value) => alert.evaluate(value, ENOUGH)), [
    undefined,
    "firing",
    undefined,
    "cleared",
  ]);
  const strict = new BudgetAlert({ ...registered.cacheHitRatio, limit: 0.95 }, { evaluations: 1 });
  assertEquals([0.9, 0.98].map((value) => strict.evaluate(value, ENOUGH)), ["firing", "cleared"]);
});

Deno.test("too few samples and no value at all change nothing and end the row", () => {
  const alert = new BudgetAlert(registered.errorRatio, { evaluations: 2 });
  const said = [
    alert.evaluate(1, 3),
    alert.evaluate(1, 3),
    alert.evaluate(1, 3),
    alert.evaluate(1, ENOUGH),
    alert.evaluate(null, ENOUGH),
    alert.evaluate(1, ENOUGH),
    alert.evaluate(1, ENOUGH),
  ];
  assertEquals(said, [undefined, undefined, undefined, undefined, undefined, undefined, "firing"]);
});

Deno.test("firing and clearing alternate, and each is earned by a row of values", () => {
  const value = fc.oneof(fc.constant(null), fc.double({ min: 0, max: 2, noNaN: true }));
  const samples = fc.constantFrom(0, 5, ENOUGH);
  const series = fc.array(fc.tuple(value, samples), { maxLength: 200 });
  fc.assert(
    fc.property(fc.constantFrom(...ALL), fc.integer({ min: 1, max: 4 }), series, (budget, evaluations, steps) => {
      const alert = new BudgetAlert(budget, { evaluations });
      const scaled = steps.map(([share, count]): [number | null, number] => [share && share * budget.limit, count]);
      let last = "cleared";
      scaled.forEach(([measured, count], index) => {
        const change = alert.evaluate(measured, count);
        if (change === undefined) return;
        assert(change !== last, `two of ${change} in a row`);
        last = change;
        const row = scaled.slice(index - evaluations + 1, index + 1);
        assertEquals(row.length, evaluations);
        for (const [each, sampled] of row) {
          assert(
            each !== null && sampled >= budget.leastSamples && keepsBudget(budget, each) === (change === "cleared"),
          );
        }
      });
      assertEquals(alert.isFiring, last === "firing");
    }),
  );
});

Deno.test("a value that swings around the limit fires at most once and never clears", () => {
  const swing = fc.double({ min: -0.09, max: 0.09, noNaN: true });
  fc.assert(fc.property(fc.constantFrom(...ALL), fc.array(swing, { maxLength: 200 }), (budget, swings) => {
    const alert = new BudgetAlert(budget);
    const changes = swings.flatMap((share) => alert.evaluate(budget.limit * (1 + share), ENOUGH) ?? []);
    assert(changes.length <= 1 && !changes.includes("cleared"), changes.join());
  }));
});

Deno.test("options out of range are refused", () => {
  assertThrows(() => new BudgetAlert(registered.lcp, { evaluations: 0 }), RangeError, "Cannot make an alert");
  assertThrows(() => new BudgetAlert(registered.lcp, { clearMargin: 1 }), RangeError, "Cannot make an alert");
});
