import { assert, assertEquals } from "@std/assert";
import { runTierlab } from "./run_tierlab.ts";

Deno.test("calibrate measures a live stack, and compare uses what it measured and says so", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tierlab-calibrate-" });
  try {
    const file = `${folder}/mine.json`;
    const measured = await runTierlab(["calibrate", "a-development", "--samples", "20", "--json", "--out", file]);
    assertEquals(measured.status, 0, measured.stderr);
    const document = JSON.parse(measured.stdout);
    assertEquals(document, JSON.parse(await Deno.readTextFile(file)));
    assert(document.numbers.query.p95Ms >= document.numbers.query.p5Ms && document.memoryHitNs > 0);
    const args = ["compare", "a-development", "--scenario", "steady", "--repeats", "1", "--duration", "5s", "--json"];
    const compared = await runTierlab([...args, "--calibration", file, "--out", `${folder}/report`]);
    assertEquals(compared.status, 0, compared.stderr);
    const { models, command } = JSON.parse(compared.stdout);
    const kinds = Object.fromEntries(models.map((model: { name: string; kind: string }) => [model.name, model.kind]));
    assertEquals([kinds.query, kinds.queryReviews, kinds.brotli4, kinds.sharedStore], [
      "measured",
      "measured",
      "measured",
      "documented",
    ]);
    assert(command.includes("--calibration"), command);
    await Deno.writeTextFile(file, JSON.stringify({ ...document, numbers: { query: { p5Ms: "slow" } } }));
    const refused = await runTierlab([...args, "--calibration", file]);
    assertEquals(refused.status, 2);
    assert(refused.stderr.includes("numbers.query.p5Ms"), refused.stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
