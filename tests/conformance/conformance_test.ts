import { assertEquals } from "@std/assert";
import * as groups from "../../bench/conformance/registered_cases.ts";
import { ours } from "../../bench/conformance/libraries/ours.ts";
import { runCase, SharedRedis } from "../../bench/conformance/run_cases.ts";
import type { Case, Library, Subject } from "../../bench/conformance/library.ts";
import { redisServer, serverTest } from "../support/servers.ts";

/** No answer within this is none, however starved the machine is. */
const PATIENCE_MS = 30_000;
/** Only a Redis that hangs may take as long as this. */
const patient = ours(3000);

for (const [group, cases] of Object.entries(groups)) {
  serverTest(`conformance: ours passes every case of ${group}`, { "redis-server": redisServer }, async (test) => {
    const redis = new SharedRedis();
    try {
      for (const one of cases) {
        await test.step(one.name, async () => {
          const { outcome, fact } = await runCase(patient, one, { patienceMs: PATIENCE_MS, redis });
          assertEquals(outcome, "pass", `${one.name}: ${fact}`);
        });
      }
    } finally {
      await redis.stop();
    }
  });
}

/** A cache that does nothing but remember: no single flight, no generations, no tags. */
const naive: Library = {
  name: "naive",
  packageName: undefined,
  configuration: "a Map",
  offers: ["tags", "tagged getOrSet"],
  open(): Subject {
    const values = new Map<string, unknown>();
    return {
      get: (key) => Promise.resolve(values.get(key)),
      getMany: (keys) => Promise.resolve(keys.map((key) => values.get(key))),
      async getOrSet(key, load) {
        if (!values.has(key)) values.set(key, await load());
        return values.get(key);
      },
      set: (key, value) => Promise.resolve(values.set(key, value)),
      delete: (key) => Promise.resolve(values.delete(key)),
      invalidateByTag: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  },
};

Deno.test("conformance: a naive cache fails the cases, and is not asked for what it does not offer", async () => {
  const redis = new SharedRedis();
  const judged = async (cases: readonly Case[]) => {
    const outcomes: string[] = [];
    for (const one of cases) outcomes.push((await runCase(naive, one, { patienceMs: 500, redis })).outcome);
    return outcomes;
  };
  assertEquals(await judged(groups.stampedes), ["fail", "fail", "fail", "fail", "not offered"]);
  assertEquals((await judged(groups.invalidations)).slice(0, 3), ["fail", "not offered", "fail"]);
  assertEquals(new Set(await judged([...groups.lifetimes, ...groups.failingRedis])), new Set(["not offered"]));
  await redis.stop();
});
