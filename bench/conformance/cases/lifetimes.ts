import type { Case, OpenOptions, Stage } from "../library.ts";
import { becomes, Gate, PENDING, within } from "../waiting.ts";

/** An entry ends, its factory hangs: readers must have the old value meanwhile, and the new one as soon as there is one. */
async function servedMeanwhile(stage: Stage, options: OpenOptions, ttlMs: number) {
  const cache = stage.open(options);
  await cache.getOrSet("k", () => Promise.resolve("old"), { ttlMs });
  const gate = new Gate();
  const served: unknown[] = [];
  const isAsked = async () => {
    served.push(await within(stage.patienceMs, cache.getOrSet("k", () => gate.pass("new"))));
    return gate.arrivals > 0;
  };
  const wasAsked = await becomes(stage.patienceMs, isAsked);
  const isOld = served.every((value) => value === "old");
  gate.open();
  const isRenewed = await becomes(stage.patienceMs, async () => await cache.get("k") === "new");
  const what = isOld ? "old served meanwhile" : `${served.includes(PENDING) ? "reader waits" : "other value served"}`;
  return { holds: wasAsked && isOld && isRenewed, fact: `${what}, ${isRenewed ? "then the new" : "new one lost"}` };
}

/** How long values live, and what is served when they end. */
export const lifetimes: readonly Case[] = [
  {
    name: "null lives for its own time",
    needs: ["negative ttl"],
    async run(stage) {
      let runs = 0;
      const load = () => Promise.resolve((runs++, null));
      const long = stage.open({ negativeTtlMs: 60_000 });
      for (let turn = 0; turn < 10; turn++) await long.getOrSet("k", load);
      const kept = runs;
      const short = stage.open({ negativeTtlMs: 20 });
      runs = 0;
      const isAskedAgain = await becomes(stage.patienceMs, async () => {
        await short.getOrSet("k", load);
        return runs > 1;
      });
      return {
        holds: kept === 1 && isAskedAgain,
        fact: `${kept} run in 10 reads, ${isAskedAgain ? "again after 20 ms" : "never again"}`,
      };
    },
  },
  {
    name: "fail-safe: stale on error",
    needs: ["fail-safe"],
    async run(stage) {
      const cache = stage.open({ failSafeMs: 60_000 });
      await cache.getOrSet("k", () => Promise.resolve("old"), { ttlMs: 20 });
      let failures = 0;
      const load = () => {
        failures++;
        return Promise.reject(new RangeError("no database"));
      };
      const served = new Set<unknown>();
      await becomes(stage.patienceMs, async () => {
        served.add(await within(stage.patienceMs, cache.getOrSet("k", load)).catch(() => "rejected"));
        return failures > 0;
      });
      const holds = failures > 0 && served.size === 1 && served.has("old");
      return { holds, fact: `served: ${[...served].map(String).join(", ")}` };
    },
  },
  {
    name: "soft timeout, completed behind",
    needs: ["soft timeout"],
    run: (stage) => servedMeanwhile(stage, { failSafeMs: 60_000, softMs: 20 }, 20),
  },
  {
    name: "hard timeout, completed behind",
    needs: ["hard timeout"],
    async run(stage) {
      const cache = stage.open({ hardMs: 30 });
      const gate = new Gate();
      const asked = cache.getOrSet("k", () => gate.pass("late")).then(() => "a value", () => "rejected");
      const first = await within(stage.patienceMs, asked);
      gate.open();
      const isStored = await becomes(stage.patienceMs / 2, async () => await cache.get("k") === "late");
      const caller = first === PENDING ? "caller waits" : `caller ${first}`;
      return { holds: first === "rejected" && isStored, fact: `${caller}, ${isStored ? "then stored" : "value lost"}` };
    },
  },
  {
    name: "stale-while-revalidate",
    needs: ["stale-while-revalidate"],
    run: (stage) => servedMeanwhile(stage, { staleWhileRevalidateMs: 60_000 }, 20),
  },
  {
    name: "eager refresh before the end",
    needs: ["eager refresh"],
    run: (stage) => servedMeanwhile(stage, { eagerRatio: 0.001 }, 60_000),
  },
  {
    name: "evictions are told of",
    needs: ["dispose events"],
    async run(stage) {
      const evicted: string[] = [];
      const cache = stage.open({ maxEntries: 2, onEvicted: (key) => evicted.push(key) });
      for (const key of ["a", "b", "c"]) await cache.set(key, 1);
      return { holds: evicted.join() === "a", fact: `told of: ${evicted.join() || "none"}` };
    },
  },
];
