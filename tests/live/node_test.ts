import { assertEquals } from "@std/assert";
import { programPath, redisServer, serverTest, startRedis } from "../support/servers.ts";

// Another runtime uses the library as it is published: one bundle of the library's face, npm packages within.
const PROGRAM = `
import { createCacheStrategy } from "./tierlab.mjs";

const [url] = process.argv.slice(2);
const heard = [];
const open = () => createCacheStrategy({ l2: { url, deadlineMs: 300_000 }, onEvent: (event) => heard.push(event.kind) });
const [one, other] = [open(), open()];
let runs = 0;
const load = () => Promise.resolve({ id: 1, run: ++runs });
const read = (cache) => cache.getOrSet("product:1", load, { tags: ["products"] });
const shared = await Promise.all([read(one), read(one), read(one)]);
const atOnce = read(one);
// The write to Redis is under way when the first answer is given.
for (let turn = 0; turn < 500 && (await other.get("product:1")) === undefined; turn++) await new Promise((go) => setTimeout(go, 10));
const elsewhere = await read(other);
await one.invalidateByTag("products");
for (let turn = 0; turn < 500 && other.get("product:1")?.run === 1; turn++) await new Promise((go) => setTimeout(go, 10));
const afterwards = await read(other);
const many = await one.getMany(["a", "b"], (keys) => keys.map((key) => key.toUpperCase()));
console.log(JSON.stringify({ shared, atOnce, elsewhere, afterwards, many, runs, hits: one.stats().l1.hits > 0 }));
await Promise.all([one.close(), other.close()]);
`;

const programs = { "redis-server": redisServer, node: programPath("node") };

serverTest("Node: two instances share a Redis, tags and single flight, from one bundle", programs, async () => {
  const server = await startRedis();
  const folder = await Deno.makeTempDir({ prefix: "tierlab-node-" });
  try {
    await run(Deno.execPath(), [
      "bundle",
      "--quiet",
      "--output",
      `${folder}/tierlab.mjs`,
      `${import.meta.dirname}/../../src/mod.ts`,
    ]);
    await Deno.writeTextFile(`${folder}/program.mjs`, PROGRAM);
    // A program that ends by itself, long before the deadline, has left no timer and no connection behind.
    const told = JSON.parse(await run(programs.node!, [`${folder}/program.mjs`, server.url]));
    const first = { id: 1, run: 1 };
    assertEquals(told, {
      shared: [first, first, first],
      atOnce: first,
      elsewhere: first,
      afterwards: { id: 1, run: 2 },
      many: ["A", "B"],
      runs: 2,
      hits: true,
    });
  } finally {
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
});

async function run(command: string, args: string[]): Promise<string> {
  const signal = AbortSignal.timeout(60_000);
  const { success, stdout, stderr } = await new Deno.Command(command, { args, signal }).output();
  assertEquals([success, new TextDecoder().decode(stderr)], [true, ""], command);
  return new TextDecoder().decode(stdout);
}
