import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";
import { chain } from "../../flow/chain.ts";
import { immediate, sleep } from "../../flow/instructions.ts";
import { fileAt } from "../../market/files.ts";
import type { Fetch, Tier, WebReply } from "../../ports/http.ts";
import type { Hop, StackPorts } from "../../ports/stack_ports.ts";
import { type Calibration, EARLY_SHARE, type ThreadModel } from "./calibration.ts";
import type { Distribution } from "./distribution.ts";
import type { Fault, FaultTarget, OfflineSpan, Release } from "../../workload/schedule.ts";
import type { Hurt } from "./hurt.ts";
import { hurtService } from "./hurt_service.ts";
import { RowLocks } from "./row_locks.ts";
import { SimulatedThread } from "./simulated_thread.ts";
import { RedisCluster } from "./redis_cluster.ts";
import { ModelledNetwork } from "./modelled_network.ts";
import { SimulatedContent } from "./simulated_content.ts";
import { type ReleaseState, ShopTables, SimulatedDatabase } from "./simulated_database.ts";
import { SimulatedSharedStore } from "./simulated_store.ts";
import { SimulatedTagBus } from "./simulated_tag_bus.ts";
import { WriterLock } from "./writer_lock.ts";

/** A simulated outside world, and the handles that break parts of it. */
export interface SimulatedPorts extends StackPorts {
  readonly faults: {
    /** The shared store answers, or does not. */
    sharedStore(isDown: boolean): void;
    /** Codecs and hashes work, or throw. */
    content(isBroken: boolean): void;
    /** A part is hurt from now on. */
    inject(fault: Fault): void;
    /** The part is as it was, unless another fault has struck it since. */
    heal(fault: Fault): void;
    /** A bad release runs; undefined for the usual one. */
    release(release: Release | undefined): void;
    /** A master of the shared store's cluster dies or comes back. */
    redisMaster(node: number, isDown: boolean): void;
  };
}

/** Makes the outside world of one simulated run. */
export function simulatedPorts(
  options: {
    clock: Clock;
    random: Random;
    calibration: Calibration;
    products: number;
    itemBytes?: (item: number) => number;
    /** SQLite has one writer at a time. @default "postgresql" */
    database?: "sqlite" | "postgresql";
    /** Masters of the shared store, each with a replica. @default a single server */
    redisMasters?: number;
    /** When clients have no network. @default never */
    offline?: readonly OfflineSpan[];
  },
): SimulatedPorts {
  const { clock, calibration } = options;
  const random = options.random.fork("world");
  const { products, itemBytes, redisMasters } = options;
  const hurts: Record<HurtPart, Hurt> = {
    l2: { fault: undefined },
    "database-primary": { fault: undefined },
    "database-replica": { fault: undefined },
    origin: { fault: undefined },
  };
  const release: ReleaseState = { payloadFactor: 1, slowQueryMs: 0 };
  const tables = new ShopTables({ products, ...(itemBytes && { itemBytes }) });
  const locks = new RowLocks(calibration.rowLockShare.value);
  const writer = options.database === "sqlite" ? new WriterLock(clock) : undefined;
  const model = calibration.thread?.value;
  const thread = model && new SimulatedThread(clock);
  const content = new SimulatedContent({ calibration, random, release, thread });
  const cluster = redisMasters === undefined ? undefined : new RedisCluster({ masters: redisMasters, clock, random });
  const store = new SimulatedSharedStore({ clock, random, calibration, hurt: hurts.l2, cluster, thread });
  const bus = new SimulatedTagBus({ random, latency: calibration.tagBus.value });
  return {
    clock,
    random,
    content,
    files: simulatedFiles,
    database: (replica, shard) => {
      const hurt = hurts[replica === 0 ? "database-primary" : "database-replica"];
      const name = shard === undefined ? String(replica) : `${shard}.${replica}`;
      const world = { clock, calibration, random, thread };
      return new SimulatedDatabase({ ...world, tables, locks, writer, name, hurt, release });
    },
    sharedStore: (namespace) => store.view(namespace),
    tagBus: () => bus,
    hop: (name) => {
      const way = { time: hopTime(calibration, name), random: random.fork(`hop ${name}`), clock };
      if (!BEGINS_WORK.has(name)) return delayed(way);
      const arrival = delayed({ ...way, hurt: hurts.origin });
      return model && thread ? (next) => arrival(onThread(model, { thread, random: way.random })(next)) : arrival;
    },
    network: new ModelledNetwork({
      ...{ clock, random, calibration: calibration.clients },
      offline: options.offline ?? [],
    }),
    faults: {
      sharedStore: (isDown) => store.isDown = isDown,
      content: (isBroken) => content.isBroken = isBroken,
      redisMaster: (node, isDown) => cluster?.setDown(node, isDown),
      inject: (fault) => {
        for (const part of partsOf(fault.target)) hurts[part].fault = fault;
        if (fault.kind === "kill" && partsOf(fault.target).includes("l2")) store.forget();
      },
      heal: (fault) => {
        for (const part of partsOf(fault.target)) if (hurts[part].fault === fault) hurts[part].fault = undefined;
      },
      release: (bad) => Object.assign(release, bad ? pick(bad) : { payloadFactor: 1, slowQueryMs: 0 }),
    },
  };
}

/** Where an application begins its work, architecture A's and B's: what hurts the application strikes there. */
const BEGINS_WORK: ReadonlySet<Hop> = new Set<Hop>(["application", "routing"]);

function hopTime(calibration: Calibration, hop: Hop): Distribution {
  switch (hop) {
    case "application":
      return calibration.application.value;
    case "cdn":
      return calibration.cdn.value;
    case "reverse-proxy":
      return calibration.reverseProxy.value;
    case "cdn-to-origin":
      return calibration.cdnToOrigin.value;
    case "proxy-to-application":
      return calibration.proxyToApplication.value;
    case "routing":
      return calibration.clients.routing.value;
    case "controller":
      return calibration.clients.controller.value;
    case "view":
      return calibration.clients.view.value;
    case "other-work":
      return calibration.clients.otherWork.value;
    default:
      return hop satisfies never;
  }
}

type HurtPart = Exclude<FaultTarget, "region">;

function partsOf(target: FaultTarget): readonly HurtPart[] {
  return target === "region" ? ["l2", "database-primary", "database-replica", "origin"] : [target];
}

function pick({ payloadFactor, slowQueryMs }: Release): ReleaseState {
  return { payloadFactor, slowQueryMs };
}

function delayed(way: { time: Distribution; random: Random; clock: Clock; hurt?: Hurt }): Tier {
  const { time, random, clock, hurt } = way;
  if (hurt === undefined) return (next) => (request) => chain(sleep(time.draw(random)), () => next(request));
  return (next) => (request) => {
    const ms = time.draw(random);
    const { fault } = hurt;
    const passed = fault === undefined
      ? sleep(ms)
      : hurtService("the application", { fault, clock, random, ms }, () => undefined);
    return chain(passed, () => next(request));
  };
}

/** A request's own work on the thread: before its look-ups, with the reply, and what is done when the reply is out. */
function onThread(model: ThreadModel, { thread, random }: { thread: SimulatedThread; random: Random }): Tier {
  const { requestMs, cold, lateShare } = model;
  return (next) => (request) => {
    const coldness = 1 - Math.exp(-thread.idleMs / cold.afterMs);
    const ownMs = requestMs.draw(random) + coldness * (cold.mostMs + cold.mostTimes * requestMs.draw(random));
    return chain(
      thread.request(ownMs * EARLY_SHARE),
      () =>
        chain(next(request), (reply) =>
          chain(thread.more(ownMs * (1 - EARLY_SHARE - lateShare)), () => {
            thread.leave(ownMs * lateShare);
            return immediate(reply);
          })),
    );
  };
}

const simulatedFiles: Fetch = (request) => {
  const file = fileAt(request.path);
  return immediate<WebReply>(
    file === undefined ? { status: 404, headers: {}, body: undefined, servedBy: "files" } : {
      status: 200,
      headers: { "content-type": file.contentType },
      body: { sizeBytes: file.sizeBytes, content: file.sizeBytes },
      servedBy: "files",
    },
  );
};
