import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";

/** What becomes of an operation on a key: done, answered by nobody, or refused at once (CLUSTERDOWN). */
export type ClusterAnswer = "served" | "silent" | "refused";

/** How a Redis Cluster notices that a master is gone; the servers' defaults. */
export const REDIS_FAILOVER = {
  /** `cluster-node-timeout`, redis.conf 7: until a silent master is marked as failed. */
  nodeTimeoutMs: 15_000,
  /** Redis Cluster specification, "Replica election and promotion": 500 ms and up to 500 more. */
  electionMs: { least: 500, most: 1000 },
} as const;

interface Master {
  isDown: boolean;
  /** When its failure is known, and when a replica has taken its place; Infinity without a failure. */
  knownAtMs: number;
  promotedAtMs: number;
}

const SLOTS = 16_384;

/**
 * Which keys a Redis Cluster serves at a time: 16,384 slots in equal ranges on masters with one replica each. When a master dies its keys
 * are answered by nobody; once that is known the whole cluster refuses (`cluster-require-full-coverage yes`, the default), until a
 * replica is elected. The old master comes back as the replica.
 *
 * Left out: writes that were not replicated yet are not lost; one master fails at a time (a second failure starts its own clock).
 */
export class RedisCluster {
  readonly #masters: readonly Master[];
  readonly #clock: Clock;
  readonly #random: Random;
  #failing = 0;

  /** @param options `masters`: from 3, as Redis Cluster needs. */
  constructor(options: { masters: number; clock: Clock; random: Random }) {
    if (!(Number.isInteger(options.masters) && options.masters >= 3 && options.masters <= SLOTS)) {
      throw new RangeError(`Cannot make a cluster: it must have at least 3 masters: received ${options.masters}`);
    }
    this.#masters = Array.from({ length: options.masters }, () => ({
      isDown: false,
      knownAtMs: Infinity,
      promotedAtMs: Infinity,
    }));
    this.#clock = options.clock;
    this.#random = options.random.fork("redis cluster");
  }

  /** A server of the cluster dies or comes back. @param node From 0; another number is nobody's. */
  setDown(node: number, isDown: boolean): void {
    const master = this.#masters[node];
    if (master === undefined || master.isDown === isDown) return;
    master.isDown = isDown;
    this.#failing += isDown ? 1 : -1;
    const { nodeTimeoutMs, electionMs: { least, most } } = REDIS_FAILOVER;
    master.knownAtMs = isDown ? this.#clock.nowMs() + nodeTimeoutMs : Infinity;
    master.promotedAtMs = isDown ? master.knownAtMs + least + this.#random.unit() * (most - least) : Infinity;
  }

  answerTo(key: string): ClusterAnswer {
    if (this.#failing === 0) return "served";
    const nowMs = this.#clock.nowMs();
    if (this.#masters.some(({ knownAtMs, promotedAtMs }) => nowMs >= knownAtMs && nowMs < promotedAtMs)) {
      return "refused";
    }
    const master = this.#masters[Math.floor(slotOf(key) * this.#masters.length / SLOTS)]!;
    return master.isDown && nowMs < master.knownAtMs ? "silent" : "served";
  }
}

/**
 * A key's slot: CRC16 (XMODEM) modulo 16,384, of what stands in braces if something does (Redis Cluster specification, "Hash tags").
 */
export function slotOf(key: string): number {
  const open = key.indexOf("{");
  const close = open < 0 ? -1 : key.indexOf("}", open + 1);
  const hashed = close > open + 1 ? key.slice(open + 1, close) : key;
  let crc = 0;
  for (const byte of new TextEncoder().encode(hashed)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  }
  return (crc & 0xffff) % SLOTS;
}
