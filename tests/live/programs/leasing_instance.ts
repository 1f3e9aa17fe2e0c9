import { Redis } from "ioredis";
import { createCacheStrategy } from "../../../src/mod.ts";

// One instance in a process of its own: says that it is ready, waits for a line, asks for a key under a lease, says what it got. Its
// factory is counted in Redis. Arguments: the URL.

const [url] = Deno.args as [string];
const cacheStrategy = createCacheStrategy({ l2: { url, deadlineMs: 5000 }, lease: { waitMs: 60_000, ttlMs: 60_000 } });
const counter = new Redis(url);
await cacheStrategy.get("something else");
await counter.ping();
console.log("ready");
await Deno.stdin.read(new Uint8Array(10));
const value = await cacheStrategy.getOrSet("made once", async () => {
  const run = await counter.incr("factory runs");
  // So long that the other one asks meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return `run ${run}`;
});
console.log(value);
await cacheStrategy.close();
counter.disconnect();
