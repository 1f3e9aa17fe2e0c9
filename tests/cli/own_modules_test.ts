import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runTierlab } from "./run_tierlab.ts";

const SCENARIO = `import { defineScenario, mixedTraffic, SHOP_MIX } from "@tierlab/tierlab";
export const lunch = defineScenario({ description: "lunch", rateRps: 50, durationMs: 5000, build: (context) =>
  mixedTraffic(context, { products: 500, alpha: 1, churnPerHour: 0, durationMs: context.durationMs ?? 5000, mix: SHOP_MIX,
    incidents: [{ kind: "kill", target: "l2", atMs: 1000, untilMs: 2000 }] }) });`;
const DESIGNS = `import { aDevelopment, defineDesign } from "@tierlab/tierlab";
export const smallL1 = defineDesign({ ...aDevelopment, description: "s", l1: { entries: 5, ttlMs: 1000, policy: "lru" } });
export const largeL1 = defineDesign({ ...aDevelopment, description: "l", l1: { entries: 900, ttlMs: 60000, policy: "sieve" } });`;

Deno.test("compare: a user's own scenario and designs, from any folder", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/my-scenario.ts`, SCENARIO);
    await Deno.writeTextFile(`${folder}/my-designs.ts`, DESIGNS);
    const modules = [`${folder}/my-scenario.ts`, `${folder}/my-designs.ts`];
    const { status, stdout, stderr } = await runTierlab([
      ...["compare", "a-development", ...modules, "--repeats", "6", "--out", folder, "--json"],
    ]);
    assertEquals(status, 0, stderr);
    const result = JSON.parse(stdout);
    assertEquals(result.scenario, "my-scenario");
    assertEquals(result.designs.map((design: { name: string }) => design.name), [
      "a-development",
      "large-l1",
      "small-l1",
    ]);
    assert(result.designs[1].hitRatio > result.designs[2].hitRatio);
    assertEquals(result.comparisons.map((one: { design: string; runs: number }) => [one.design, one.runs]), [
      ["large-l1", 6],
      ["small-l1", 6],
    ]);
    assertStringIncludes(result.warnings.join(), "small-l1 has no l2: the kill at 1 s does nothing");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const BROKEN: readonly { what: string; text: string; status: number; says: string }[] = [
  { what: "does not parse", text: "export const x = ;", status: 2, says: "it must be a module that loads" },
  { what: "exports a number", text: "export const x = 5;", status: 2, says: "must be a design or a scenario" },
  { what: "exports nothing", text: "", status: 2, says: "it must export a design" },
  { what: "misses a setting", text: `export const x = { description: "x", stage: 1 };`, status: 2, says: "instances" },
  {
    what: "builds no schedule",
    text: `export const x = { description: "x", rateRps: 1, durationMs: 1000, build: () => 3 };`,
    status: 2,
    says: "its build must give a schedule",
  },
  {
    what: "throws",
    text:
      `export const x = { description: "x", rateRps: 1, durationMs: 1000, build: () => { throw new Error("oh"); } };`,
    status: 2,
    says: "received Error: oh",
  },
];

for (const { what, text, status, says } of BROKEN) {
  Deno.test(`compare: a module that ${what} is refused in one line`, async () => {
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(path, text);
      const outcome = await runTierlab(["compare", path]);
      assertEquals(outcome.status, status, outcome.stderr);
      assertStringIncludes(outcome.stderr, says);
      assertEquals(outcome.stderr.trim().split("\n").length, 1, outcome.stderr);
    } finally {
      await Deno.remove(path);
    }
  });
}

Deno.test("compare: a module that is not there is status 4; two scenarios are refused", async () => {
  assertEquals((await runTierlab(["compare", "./no-such-module.ts"])).status, 4);
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, SCENARIO);
    const { status, stderr } = await runTierlab(["compare", path, "--scenario", "steady"]);
    assertEquals(status, 2);
    assertStringIncludes(stderr, "there must be one");
  } finally {
    await Deno.remove(path);
  }
});
