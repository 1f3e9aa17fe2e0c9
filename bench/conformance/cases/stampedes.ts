import type { Case } from "../library.ts";
import { connected, pause, PENDING, within } from "../waiting.ts";

const outcome = (error: unknown) => error instanceof Error ? "rejected" : "odd";

/** Many callers of one key: one run of the factory, whatever it does. */
export const stampedes: readonly Case[] = [
  {
    name: "1000 callers, one run",
    async run(stage) {
      const cache = stage.open();
      let runs = 0;
      const load = () => pause(5).then(() => ++runs);
      const values = await within(
        stage.patienceMs,
        Promise.all(Array.from({ length: 1000 }, () => cache.getOrSet("k", load))),
      );
      return { holds: values !== PENDING && runs === 1, fact: `runs: ${runs}` };
    },
  },
  {
    name: "1000 callers, factory fails",
    async run(stage) {
      const cache = stage.open();
      let runs = 0;
      const load = async () => {
        runs++;
        await pause(5);
        throw new RangeError("no database");
      };
      const begunMs = performance.now();
      const callers = Array.from({ length: 1000 }, () => cache.getOrSet("k", load).then(() => "a value", outcome));
      const outcomes = await within(4 * stage.patienceMs, Promise.all(callers));
      const tookMs = Math.round(performance.now() - begunMs);
      if (outcomes === PENDING) return { holds: false, fact: `runs: ${runs} so far, pending` };
      const rejected = outcomes.filter((each) => each === "rejected").length;
      return { holds: runs === 1 && rejected === 1000, fact: `runs: ${runs}, rejected: ${rejected}, ${tookMs} ms` };
    },
  },
  {
    name: "1000 callers, factory: undefined",
    async run(stage) {
      const cache = stage.open();
      let runs = 0;
      const load = () => pause(5).then(() => void runs++);
      const callers = Array.from({ length: 1000 }, () => cache.getOrSet("k", load).then((value) => value, outcome));
      const outcomes = await within(4 * stage.patienceMs, Promise.all(callers));
      if (outcomes === PENDING) return { holds: false, fact: `runs: ${runs} so far, pending` };
      const right = outcomes.filter((each) => each === undefined).length;
      return { holds: runs === 1 && right === 1000, fact: `runs: ${runs}, rejected: ${1000 - right}` };
    },
  },
  {
    name: "40 staggered callers, factory fails",
    async run(stage) {
      const cache = stage.open();
      let running = 0;
      let most = 0;
      const load = async () => {
        most = Math.max(most, ++running);
        await pause(25);
        running--;
        throw new RangeError("no database");
      };
      const callers: Promise<unknown>[] = [];
      for (let caller = 0; caller < 40; caller++) {
        callers.push(cache.getOrSet("k", load).catch(outcome));
        await pause(2);
      }
      const all = await within(stage.patienceMs, Promise.all(callers));
      return { holds: most === 1 && all !== PENDING, fact: `at most ${most} at once` };
    },
  },
  {
    name: "two instances, one cold key, one run",
    needs: ["shared level", "distributed lease"],
    async run(stage) {
      const { url } = await stage.sharedRedis();
      // Connected before it counts: without Redis there is no lease to ask for.
      const [one, other] = await connected(stage, { url, hasLease: true });
      let runs = 0;
      const load = () => pause(50).then(() => ++runs);
      await within(stage.patienceMs, Promise.all([one.getOrSet("k", load), other.getOrSet("k", load)]));
      return { holds: runs === 1, fact: `runs: ${runs}` };
    },
  },
];
