import { Cluster, Redis, type RedisOptions } from "ioredis";

/** What commands are sent to. */
export type RedisCommands = Redis | Cluster;

type Role = "commands" | "subscriber" | "tracking";

/** Where a Redis is, as its URL says. */
export interface RedisPlace {
  readonly kind: "single" | "sentinel" | "cluster";
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** The group that sentinels watch. */
  readonly group: string;
  readonly url: string;
}

/**
 * Reads `redis://host:port`, `redis-sentinel://host:port,host:port/group` or `redis-cluster://host:port,host:port`.
 *
 * @throws RangeError for any other text.
 */
export function readRedisUrl(url: string): RedisPlace {
  const match = /^(rediss?|redis-sentinel|redis-cluster):\/\/([^/?]+)(?:\/([^?]*))?/.exec(url);
  if (match === null) {
    const forms = "redis://, redis-sentinel:// or redis-cluster:// with host:port";
    throw new RangeError(`Cannot read a Redis URL: it must be ${forms}: received ${url}`);
  }
  const [, scheme, hosts = "", path = ""] = match;
  const kind = scheme === "redis-sentinel" ? "sentinel" : scheme === "redis-cluster" ? "cluster" : "single";
  const nodes = hosts.split(",").map((text) => {
    const [host = "127.0.0.1", port = "6379"] = text.slice(text.lastIndexOf("@") + 1).split(":");
    return { host, port: Number(port) };
  });
  return { kind, nodes, group: path || "mymaster", url };
}

/** Those that we ended: every other one lasts. */
const closed = new WeakSet<RedisCommands>();

/**
 * Opens a connection that fails fast: no queue while the server is away, nothing sent twice. Deadlines are the caller's. It is
 * opened again whenever it is lost, until `closeRedis`.
 *
 * @param role A subscriber may wait for its connection: nobody waits for it. One for client tracking does not, and subscribes anew by
 * itself.
 */
export function openRedis(place: RedisPlace, role: Role): RedisCommands {
  const redis = opened(place, role);
  // A lost connection is noticed by the command that fails; without a listener ioredis would print it.
  redis.on("error", () => {});
  // ioredis 6.0 gives up for good when a sentinel tells of a failover just while it asks one for the master: the message ends what
  // was to become the connection, and a connection that ends before it began is not tried again.
  redis.on("end", () => {
    if (!closed.has(redis)) redis.connect().catch(() => {});
  });
  return redis;
}

/** Ends a connection for good. */
export function closeRedis(redis: RedisCommands): void {
  closed.add(redis);
  redis.disconnect();
}

function commonOptions(role: Role) {
  return {
    connectTimeout: 1000,
    // A hung master closes nothing of its own accord: by default two seconds pass before its connection is given up for the new one's.
    disconnectTimeout: 200,
    maxRetriesPerRequest: role === "subscriber" ? null : 0,
    enableOfflineQueue: role === "subscriber",
    autoResendUnfulfilledCommands: false,
    lazyConnect: true,
    // Only protocol 2 brings the pushes of client tracking to a subscriber (ioredis 6).
    ...(role !== "commands" && { protocol: 2 as const }),
    autoResubscribe: role === "subscriber",
    retryStrategy: (attempt: number) => Math.min(50 * attempt, 1000),
  } satisfies RedisOptions;
}

function opened({ kind, nodes, group, url }: RedisPlace, role: Role): RedisCommands {
  const common = commonOptions(role);
  switch (kind) {
    case "single":
      return new Redis(url, common);
    case "sentinel":
      return new Redis({
        ...common,
        sentinels: nodes.map(({ host, port }) => ({ host, port })),
        name: group,
        failoverDetector: true,
        sentinelRetryStrategy: (attempt) => Math.min(50 * attempt, 500),
      });
    case "cluster":
      // Learnt by measurement: the longest stall of a failover is then about one deadline instead of 2.3 s.
      return new Cluster([...nodes], {
        lazyConnect: true,
        enableOfflineQueue: role === "subscriber",
        retryDelayOnFailover: 50,
        retryDelayOnMoved: 50,
        retryDelayOnClusterDown: 50,
        maxRedirections: 100,
        slotsRefreshInterval: 500,
        slotsRefreshTimeout: 300,
        shardedSubscribers: true,
        clusterRetryStrategy: (attempt) => Math.min(50 * attempt, 1000),
        redisOptions: { ...common, connectTimeout: 250, maxRetriesPerRequest: role === "commands" ? 1 : null },
      });
    default:
      return kind satisfies never;
  }
}
