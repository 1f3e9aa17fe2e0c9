import { zstdDecompressSync } from "node:zlib";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runTierlab } from "./run_tierlab.ts";

const WEB07 = new URL("../../scenarios/data/web07.oracleGeneral.bin.zst", import.meta.url).pathname;

/** Clients with no point of presence to go to. */
const NO_EDGE = `import { aDevelopment, defineDesign } from "@tierlab/tierlab";
export const noEdge = defineDesign({ ...aDevelopment, clients: { entries: 10 } });`;

/** The marketplace on a single database, which can be named. */
const ONE_SHARD = `import { aDevelopment, defineDesign } from "@tierlab/tierlab";
const database = { kind: "postgresql", connections: 5, replicas: 0 } as const;
export const oneShard = defineDesign({ ...aDevelopment, application: "marketplace", database });`;

/** Arguments ("@name" is a file below), the exit status, and what the one line must say. */
const CASES: readonly { args: readonly string[]; status: number; says: string }[] = [
  { args: ["comapre"], status: 2, says: "did you mean compare?: received comapre" },
  { args: ["compare", "a-stagin"], status: 2, says: "did you mean a-staging?: received a-stagin" },
  { args: ["compare", "--scenario", "web-shp"], status: 2, says: "did you mean web-shop?" },
  { args: ["compare", "--repeats", "0"], status: 2, says: 'a whole number from 1 to 1000: received "0"' },
  { args: ["compare", "--seed", "x"], status: 2, says: 'received "x"' },
  { args: ["compare", "--rate", "-5"], status: 2, says: 'above 0 and at most 1000000: received "-5"' },
  { args: ["compare", "--duration", "20"], status: 2, says: "a duration such as 250ms, 20s or 5min" },
  { args: ["compare", "--no-such-option"], status: 2, says: "unknown option" },
  { args: ["compare", "--scenario", "steady", "--trace", "x.log"], status: 2, says: "must replay a trace" },
  { args: ["compare", "--trace", "@empty.log"], status: 2, says: "at least one request: received 0 bytes" },
  { args: ["list", "polices"], status: 2, says: "did you mean policies?" },
  { args: ["replay"], status: 2, says: "missing required argument 'trace'" },
  { args: ["replay", "/no/such/file"], status: 4, says: "it must be a readable file" },
  { args: ["replay", "@cut.zst"], status: 2, says: "sound zstd data" },
  { args: ["replay", "@cut.bin"], status: 2, says: "16 bytes of record 42 at offset 984" },
  { args: ["replay", "@empty.log"], status: 2, says: "at least one request" },
  { args: ["replay", WEB07, "--policy", "sive"], status: 2, says: "did you mean sieve?" },
  { args: ["replay", WEB07, "--size", "0"], status: 2, says: "at least 1 object" },
  { args: ["replay", WEB07, "--limit", "-1"], status: 2, says: "a whole number from 1" },
  { args: ["report", "@other.json"], status: 2, says: 'this version: received "tierlab.result/0"' },
  { args: ["report", "@broken.json"], status: 2, says: "it must be a JSON document" },
  { args: ["report", "@wrong.json"], status: 2, says: "date must be string: received 3" },
  { args: ["report", "/no/such/result.json"], status: 4, says: "it must be a readable file" },
  { args: ["live", "a-development", "--rate", "0"], status: 2, says: 'received "0"' },
  {
    args: ["live", "a-staging", "--redis-url", "redis://127.0.0.1:1", "--database-url", "postgres://127.0.0.1:1/x"],
    status: 4,
    says: "Cannot",
  },
  { args: ["live", "a-development", "--repeats", "0"], status: 2, says: 'from 1 to 100: received "0"' },
  { args: ["live", "--target", "http://127.0.0.1:1", "--repeats", "5"], status: 2, says: "must come with a design" },
  { args: ["verify", "a-development", "a-stagin"], status: 2, says: "did you mean a-staging?" },
  { args: ["verify", "b-marketplace", "--database-url", "postgres://x"], status: 2, says: "one for 4 shards" },
  { args: ["live", "b-marketplace", "--database-url", "postgres://x"], status: 2, says: "one for 4 shards" },
  {
    args: ["live", "b-marketplace", "--closed", "5"],
    status: 2,
    says: "own clients must decide it: received --closed",
  },
  {
    args: ["live", "b-marketplace", "--workers", "2"],
    status: 2,
    says: "own clients must decide it: received --workers",
  },
  { args: ["live", "b-marketplace", "--fault", "database:kill@1s+1s"], status: 2, says: "received" },
  { args: ["calibrate", "b-marketplace"], status: 2, says: "without clients and points of presence" },
  {
    args: ["live", "@one-shard.ts", "--database-url", "postgres://127.0.0.1:1/x"],
    status: 4,
    says: "Cannot prepare PostgreSQL: a database must answer at postgres://127.0.0.1:1/x",
  },
  { args: ["live", "@no-edge.ts"], status: 2, says: "both clients and points of presence, or neither" },
  { args: ["serve", "a-development", "--port", "70000"], status: 2, says: "from 0 to 65535" },
];

Deno.test("bad input gets one clear line, the right exit status, and leaves nothing behind", async (test) => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/empty.log`, "");
  await Deno.writeFile(`${folder}/cut.zst`, (await Deno.readFile(WEB07)).subarray(0, 1000));
  await Deno.writeFile(`${folder}/cut.bin`, zstdDecompressSync(await Deno.readFile(WEB07)).subarray(0, 1000));
  await Deno.writeTextFile(`${folder}/other.json`, '{"schema":"tierlab.result/0"}');
  await Deno.writeTextFile(`${folder}/broken.json`, "{");
  await Deno.writeTextFile(`${folder}/no-edge.ts`, NO_EDGE);
  await Deno.writeTextFile(`${folder}/one-shard.ts`, ONE_SHARD);
  await Deno.writeTextFile(`${folder}/wrong.json`, '{"schema":"tierlab.result/1","date":3}');
  const before = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  for (const { args, status, says } of CASES) {
    await test.step(args.join(" ").slice(0, 70), async () => {
      const given = args.map((arg) => arg.startsWith("@") ? `${folder}/${arg.slice(1)}` : arg);
      const outcome = await runTierlab(given, { cwd: folder });
      assertEquals(outcome.status, status, outcome.stderr);
      assertStringIncludes(outcome.stderr, says);
      assertMatch(outcome.stderr, /^tierlab: [^\n]+\n$/);
      assertEquals(outcome.stdout, "");
      assert(!/\n\s+at /.test(outcome.stderr), "no stack trace");
    });
  }
  assertEquals([...Deno.readDirSync(folder)].map((entry) => entry.name).sort(), before);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a busy port and an unwritable folder are said with status 4", async () => {
  const folder = await Deno.makeTempDir();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const busy = await runTierlab(["serve", "a-development", "--port", String(listener.addr.port), "--products", "10"]);
  listener.close();
  assertEquals(busy.status, 4);
  assertMatch(busy.stderr, /^tierlab: Cannot listen on port \d+: it must be free: [^\n]+\n$/);
  await Deno.writeTextFile(`${folder}/file`, "");
  const args = ["compare", "baseline", "--scenario", "steady", "--duration", "2s", "--repeats", "1"];
  const unwritable = await runTierlab([...args, "--out", `${folder}/file/below`], { cwd: folder });
  assertEquals(unwritable.status, 4);
  assertMatch(unwritable.stderr, /^tierlab: Cannot write [^\n]+\n$/);
  await Deno.remove(folder, { recursive: true });
});
