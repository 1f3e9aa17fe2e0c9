import type { Case, Stage, Subject } from "../library.ts";
import { becomes, connected, Gate, pause, within } from "../waiting.ts";

/** Time for a bus to subscribe: no library says when it has. */
const BUS_MS = 200;

/** A factory read its value, then the value changed: what is served afterwards must be the new one. */
async function whileRunning(stage: Stage, cache: Subject, change: () => Promise<unknown>) {
  const gate = new Gate();
  const asked = cache.getOrSet("k", () => gate.pass("old"), { tags: ["t"] });
  await becomes(stage.patienceMs, () => gate.arrivals > 0);
  const changed = change();
  await within(50, changed);
  // A moment later: a library that compares times is not to pass by two equal ones.
  await pause(5);
  gate.open();
  await within(stage.patienceMs, Promise.all([asked, changed]));
  const served = await cache.getOrSet("k", () => Promise.resolve("new"), { tags: ["t"] });
  return { holds: served === "new", fact: `then served: ${served}` };
}

/** What was invalidated is never served again, and nothing else is lost. */
export const invalidations: readonly Case[] = [
  {
    name: "delete while the factory runs",
    run(stage) {
      const cache = stage.open();
      return whileRunning(stage, cache, () => cache.delete("k"));
    },
  },
  {
    name: "delete while it runs, two levels",
    needs: ["shared level"],
    async run(stage) {
      const [cache] = await connected(stage, { url: (await stage.sharedRedis()).url });
      return whileRunning(stage, cache, () => cache.delete("k"));
    },
  },
  {
    name: "invalidate its tag while it runs",
    needs: ["tagged getOrSet"],
    run(stage) {
      const cache = stage.open();
      return whileRunning(stage, cache, () => cache.invalidateByTag("t"));
    },
  },
  {
    name: "invalidate, set in one ms, 200 times",
    needs: ["tags"],
    async run(stage) {
      const cache = stage.open();
      let hidden = 0;
      for (let turn = 0; turn < 200; turn++) {
        const tags = [`t${turn}`];
        await cache.set(`k${turn}`, "old", { tags });
        await cache.invalidateByTag(tags[0]!);
        await cache.set(`k${turn}`, "new", { tags });
        if (await cache.get(`k${turn}`) !== "new") hidden++;
      }
      return { holds: hidden === 0, fact: `${hidden} of 200 hidden` };
    },
  },
  {
    name: "tag invalidated by another instance",
    needs: ["shared level", "tags"],
    async run(stage) {
      const { url } = await stage.sharedRedis();
      const [one, other] = await connected(stage, { url });
      await pause(BUS_MS);
      await one.set("k", "old", { tags: ["t"] });
      const before = await other.getOrSet("k", () => Promise.resolve("old"), { tags: ["t"] });
      await one.invalidateByTag("t");
      const begunMs = performance.now();
      const isNew = async () => await other.getOrSet("k", () => Promise.resolve("new"), { tags: ["t"] }) === "new";
      const holds = before === "old" && await becomes(stage.patienceMs / 2, isNew);
      const tookMs = Math.round(performance.now() - begunMs);
      return { holds, fact: holds ? `seen after ${tookMs} ms` : `still old after ${tookMs} ms` };
    },
  },
  {
    name: "key deleted by another instance",
    needs: ["shared level"],
    async run(stage) {
      const { url } = await stage.sharedRedis();
      const [one, other] = await connected(stage, { url });
      await pause(BUS_MS);
      await one.set("k", "old");
      const before = await other.getOrSet("k", () => Promise.resolve("old"));
      await one.delete("k");
      const begunMs = performance.now();
      const isNew = async () => await other.getOrSet("k", () => Promise.resolve("new")) === "new";
      const holds = before === "old" && await becomes(stage.patienceMs / 2, isNew);
      const tookMs = Math.round(performance.now() - begunMs);
      return { holds, fact: holds ? `seen after ${tookMs} ms` : `still old after ${tookMs} ms` };
    },
  },
];
