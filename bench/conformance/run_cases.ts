import { startRedisServer } from "../../src/adapters/live/servers/redis_server.ts";
import type { RunningServer } from "../../src/adapters/live/servers/server_process.ts";
import type { Case, Library, Stage, Subject, Verdict } from "./library.ts";
import { PENDING, within } from "./waiting.ts";

export interface Cell {
  readonly library: string;
  readonly outcome: "pass" | "fail" | "not offered";
  readonly fact: string;
}

/** Redis for all cases of a run, started by the first that asks. */
export class SharedRedis {
  #server: Promise<RunningServer> | undefined;

  get(): Promise<RunningServer> {
    return this.#server ??= startRedisServer();
  }

  async stop(): Promise<void> {
    await (await this.#server)?.stop();
  }
}

export interface RunOptions {
  readonly patienceMs: number;
  readonly redis: SharedRedis;
}

/** Runs one case against one library; whatever it opened is closed after it. */
export async function runCase(library: Library, one: Case, { patienceMs, redis }: RunOptions): Promise<Cell> {
  const lacking = (one.needs ?? []).find((feature) => !library.offers.includes(feature));
  if (lacking !== undefined) return { library: library.name, outcome: "not offered", fact: `no ${lacking}` };
  const hasTags = one.needs?.some((feature) => feature === "tags" || feature === "tagged getOrSet") ?? false;
  const subjects: Subject[] = [];
  const servers: RunningServer[] = [];
  const prefix = `${library.name}-${one.name.replaceAll(/\W+/g, "-")}-`;
  const stage: Stage = {
    patienceMs,
    open(options = {}) {
      const subject = library.open({ hasTags, ...options }, prefix);
      subjects.push(subject);
      return subject;
    },
    sharedRedis: () => redis.get(),
    async ownRedis() {
      const server = await startRedisServer();
      servers.push(server);
      return server;
    },
  };
  try {
    const verdict = await within<Verdict>(5 * patienceMs, one.run(stage));
    if (verdict === PENDING) return { library: library.name, outcome: "fail", fact: "no end" };
    return { library: library.name, outcome: verdict.holds ? "pass" : "fail", fact: verdict.fact };
  } catch (error) {
    return { library: library.name, outcome: "fail", fact: `throws ${error instanceof Error ? error.message : error}` };
  } finally {
    for (const subject of subjects) await within(1000, subject.close()).catch(() => {});
    for (const server of servers) await server.stop();
  }
}
