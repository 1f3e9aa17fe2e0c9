import { assertEquals, assertStringIncludes } from "@std/assert";
import { runTierlab } from "./run_tierlab.ts";

const RUN = ["compare", "a-staging", "--scenario", "cold-start", "--duration", "4s", "--repeats", "6"];

Deno.test("gate closes on a broken budget and on a regression, opens on itself, refuses what it cannot judge in one line", async () => {
  const cwd = await Deno.makeTempDir();
  try {
    const made = await runTierlab([...RUN, "--what-if", "--out", "main"], { cwd });
    assertEquals(made.status, 0, made.stderr);
    const result = JSON.parse(await Deno.readTextFile(`${cwd}/main/result.json`));
    assertEquals(result.designs[0].whatIf.map(({ without }: { without: string }) => without), [
      "compression",
      "L1",
      "L2",
      "query cache",
    ]);
    for (const budget of result.designs[0].budgets) if (budget.pass === false) budget.pass = true;
    await Deno.writeTextFile(`${cwd}/good.json`, JSON.stringify(result));
    for (const { latencyMs } of result.designs[0].repeats) for (const name in latencyMs) latencyMs[name] *= 1.5;
    await Deno.writeTextFile(`${cwd}/slow.json`, JSON.stringify(result));
    result.designs[0].budgets[0].pass = false;
    await Deno.writeTextFile(`${cwd}/broken.json`, JSON.stringify(result));
    await Deno.writeTextFile(`${cwd}/bad.json`, `{"schema":"tierlab.result/1"}`);

    const gate = async (...args: string[]) => {
      const { status, stdout, stderr } = await runTierlab(["gate", ...args], { cwd });
      return { status, lines: (stdout + stderr).trimEnd().split("\n") };
    };
    const open = await gate("good.json", "--baseline", "good.json");
    assertEquals([open.status, open.lines.length, open.lines[0]], [0, 3, "gate: PASS"]);
    const slow = await gate("slow.json", "--baseline", "good.json");
    assertEquals([slow.status, slow.lines.length], [3, 3]);
    assertStringIncludes(slow.lines[2]!, "95 % interval");
    const broken = await gate("broken.json");
    assertEquals([broken.status, broken.lines.length], [3, 3]);
    const json = await gate("broken.json", "--json");
    assertEquals(JSON.parse(json.lines.join("")).pass, false);
    for (const bad of ["bad.json", "main/report.html"]) {
      const refused = await gate(bad);
      assertEquals([refused.status, refused.lines.length], [2, 1], bad);
    }
    const formats = await runTierlab(["report", "good.json", "--format", "md,junit,csv", "--out", "f"], { cwd });
    assertEquals(formats.status, 0, formats.stderr);
    assertEquals([...Deno.readDirSync(`${cwd}/f`)].map(({ name }) => name).sort(), [
      "report.csv",
      "report.junit.xml",
      "report.md",
    ]);
    const wrong = await runTierlab(["report", "good.json", "--format", "pdf"], { cwd });
    assertEquals([wrong.status, wrong.stderr.trimEnd().split("\n").length], [2, 1]);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});
