import { LRUCache } from "lru-cache";
import { Redis } from "ioredis";
import { createCacheStrategy } from "../src/mod.ts";
import { startRedisServer } from "../src/adapters/live/servers/redis_server.ts";

// Ratios within one interleaved run: each round times every side. Two ratios are shown, of the middle rounds and of the best: a
// round trip has two speeds, by whether the machine's processor slept meanwhile, and the best round of a side may have met the rarer one.
// deno task bench:strategy

const ROUNDS = 60;
/** Round trips vary more. */
const ROUNDS_OF_TRIPS = 400;
let kept = 0;

interface Side {
  readonly name: string;
  readonly run: () => Promise<void> | void;
}

/** Times of one side, ms. */
interface Times {
  readonly best: number;
  readonly middle: number;
}

async function interleaved(sides: readonly Side[], rounds = ROUNDS): Promise<Times[]> {
  const times = sides.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of sides.entries()) {
      const begunMs = performance.now();
      await run();
      times[index]!.push(performance.now() - begunMs);
    }
  }
  return times.map((all) => {
    all.sort((a, b) => a - b);
    return { best: all[0]!, middle: all[all.length >> 1]! };
  });
}

function print(group: string, sides: readonly Side[], timed: readonly Times[], times: number): void {
  console.log(`\n${group}`.padEnd(50) + "middle".padStart(19) + "best".padStart(19));
  sides.forEach(({ name }, index) => {
    const shown = (["middle", "best"] as const).map((which) => {
      const ms = timed[index]![which];
      const microseconds = (ms * 1000 / times).toFixed(3).padStart(8);
      return `${microseconds} us ${(ms / timed[0]![which]).toFixed(2)}x`.padStart(19);
    });
    console.log(`  ${name.padEnd(47)}${shown.join("")}`);
  });
}

async function memoryHits(): Promise<void> {
  const times = 50_000;
  const keys = Array.from({ length: 500 }, (_, index) => `product:${index}`);
  const bare = new LRUCache<string, { price: number }>({ max: 500 });
  const plain = createCacheStrategy();
  const tagged = createCacheStrategy();
  for (const key of keys) {
    bare.set(key, { price: 1 });
    await plain.set(key, { price: 1 });
    await tagged.set(key, { price: 1 }, { tags: ["products", key, "shop"] });
  }
  const load = () => ({ price: 2 });
  const options = { tags: ["a", "b", "c"] };
  const loop = (once: (key: string) => { price: number } | Promise<{ price: number }>) => () => {
    for (let turn = 0; turn < times; turn++) kept += (once(keys[turn % 500]!) as { price: number }).price;
  };
  const sides = [
    { name: "lru-cache get", run: loop((key) => bare.get(key)!) },
    { name: "getOrSet, L1 hit", run: loop((key) => plain.getOrSet(key, load)) },
    { name: "getOrSet, L1 hit, three tags", run: loop((key) => tagged.getOrSet(key, load, options)) },
  ];
  print("L1 hit (wanted: 3x, three tags 3.5x)", sides, await interleaved(sides), times);
  await Promise.all([plain.close(), tagged.close()]);
}

async function sharedHits(url: string): Promise<void> {
  const times = 256;
  const value = { id: 1, name: "a product", tags: Array(10).fill("word"), price: 10 };
  const redis = new Redis(url);
  // No first level: every read goes to the second.
  const strategy = createCacheStrategy({ l1: false, l2: { url, deadlineMs: 5000 } });
  const keys = Array.from({ length: 64 }, (_, index) => `product:${index}`);
  for (const key of keys) {
    await redis.set(`bare:${key}`, JSON.stringify(value));
    await strategy.set(key, value);
  }
  const load = () => Promise.reject(new RangeError("Cannot trust the bench: every read must hit: received a miss"));
  const bare = async (key: string) => kept += (await redis.get(`bare:${key}`))!.length;
  const parsed = async (key: string) => kept += JSON.parse((await redis.get(`bare:${key}`))!).price;
  const ours = async (key: string) => kept += (await strategy.getOrSet<typeof value>(key, load)).price;
  const oneByOne = (read: (key: string) => Promise<unknown>) => async () => {
    for (let turn = 0; turn < times; turn++) await read(keys[turn % 64]!);
  };
  const together = (read: (key: string) => Promise<unknown>) => async () => {
    for (let turn = 0; turn < times; turn += 64) await Promise.all(keys.map(read));
  };
  const commandsBefore = strategy.stats().readCommands;
  await strategy.getOrSet(keys[0]!, load);
  console.log(`\ncommands of one L2 hit: ${strategy.stats().readCommands - commandsBefore}`);
  const single = [
    { name: "GET and JSON.parse", run: oneByOne(parsed) },
    { name: "bare GET", run: oneByOne(bare) },
    { name: "getOrSet, L2 hit", run: oneByOne(ours) },
  ];
  print("L2 hit one at a time (wanted: 1.2x GET and parse)", single, await interleaved(single, ROUNDS_OF_TRIPS), times);
  const many = [
    { name: "bare GET", run: together(bare) },
    { name: "GET and JSON.parse", run: together(parsed) },
    { name: "getOrSet, L2 hit", run: together(ours) },
  ];
  print("L2 hit, 64 at once (wanted: 1.0x bare GET)", many, await interleaved(many, ROUNDS_OF_TRIPS), times);
  for (const count of [10, 10_000]) {
    const tag = `tag of ${count}`;
    const store = createCacheStrategy({
      l1: { maxEntries: count },
      l2: { url, prefix: `${count}:`, deadlineMs: 5000 },
    });
    await store.getMany(Array.from({ length: count }, (_, index) => `k${index}`), (missing) => missing, {
      tags: [tag],
    });
    const [ms] = await interleaved([{ name: tag, run: async () => void await store.invalidateByTag(tag) }], 200);
    console.log(`invalidateByTag, ${count} keys: ${ms!.middle.toFixed(3)} ms (wanted: 1 ms)`);
    await store.close();
  }
  await strategy.close();
  redis.disconnect();
}

if (Deno.args.includes("--table")) {
  await memoryHits();
  const server = await startRedisServer();
  try {
    await sharedHits(server.url);
  } finally {
    await server.stop();
  }
  console.log(`\n(${kept})`);
}
