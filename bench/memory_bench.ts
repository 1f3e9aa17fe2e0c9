import { LRUCache } from "lru-cache";
import { createCacheStrategy } from "../src/mod.ts";

// Bytes of memory per entry of 100 bytes, each side in a process of its own, which collects its garbage before it looks.
// deno task bench:memory

const ENTRIES = 1_000_000;
/** Most that a cache may take above a plain Map. */
const WANTED = 1.1;

const keyOf = (index: number) => `product:${index}`;
const valueOf = (index: number) => new TextDecoder().decode(new TextEncoder().encode(String(index).padEnd(100, "x")));

/** Fills one. @returns what must stay alive. */
const sides: Record<string, () => unknown> = {
  "plain Map"() {
    const map = new Map<string, string>();
    for (let index = 0; index < ENTRIES; index++) map.set(keyOf(index), valueOf(index));
    return map;
  },
  "lru-cache"() {
    const cache = new LRUCache<string, string>({ max: ENTRIES });
    for (let index = 0; index < ENTRIES; index++) cache.set(keyOf(index), valueOf(index));
    return cache;
  },
  "lru-cache with ttl"() {
    const cache = new LRUCache<string, string>({ max: ENTRIES, ttl: 600_000 });
    for (let index = 0; index < ENTRIES; index++) cache.set(keyOf(index), valueOf(index));
    return cache;
  },
  "createCacheStrategy"() {
    const cache = createCacheStrategy({ l1: { maxEntries: ENTRIES } });
    for (let index = 0; index < ENTRIES; index++) cache.getOrSet(keyOf(index), () => valueOf(index));
    return cache;
  },
};

/** What this process holds after a full collection. */
function heldBytes(): number {
  const collect = Reflect.get(globalThis, "gc") as () => void;
  for (let turn = 0; turn < 3; turn++) collect();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

async function measured(side: string): Promise<number> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", "--v8-flags=--expose-gc", import.meta.filename!, "--side", side],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return Number(new TextDecoder().decode(stdout));
}

if (Deno.args[0] === "--side") {
  const before = heldBytes();
  const kept = sides[Deno.args[1]!]!();
  // What was only on its way is settled first: it is not the cache's to keep.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const after = heldBytes();
  console.log((after - before) / ENTRIES);
  // Alive until it was measured.
  if (kept === undefined) throw new RangeError("Cannot measure: a side must keep what it made: received nothing");
  Deno.exit(0);
}
if (Deno.args.includes("--table")) {
  console.log(`bytes per entry, ${ENTRIES} entries of 100 bytes (wanted: ${WANTED.toFixed(2)}x)`);
  let least: number | undefined;
  for (const side of Object.keys(sides)) {
    const bytes = await measured(side);
    least ??= bytes;
    console.log(`  ${side.padEnd(24)} ${bytes.toFixed(0).padStart(6)}  ${(bytes / least).toFixed(2)}x`);
  }
}
