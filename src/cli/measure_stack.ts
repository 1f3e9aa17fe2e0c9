import { liveServers } from "../adapters/live/live_servers.ts";
import { type LivePorts, livePorts } from "../adapters/live/live_ports.ts";
import type { CalibrationFile } from "../adapters/sim/calibration_file.ts";
import { Failure } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import { BoundedStore } from "../cache/bounded_store.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { LiveWorld } from "../flow/live_clock.ts";
import type { Operation } from "../flow/operation.ts";
import { SHOP_SQL } from "../market/shop_sql.ts";
import type { Coding } from "../ports/content.ts";
import type { SqlConnection } from "../ports/sql_database.ts";
import { neededServers, openLiveStack } from "./live_stack.ts";

export interface MeasureOptions {
  readonly name: string;
  readonly config: DesignConfig;
  readonly samples: number;
  readonly signal: AbortSignal;
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly onPart: (part: string) => void;
}

type Numbers = CalibrationFile["numbers"];
type Spread = NonNullable<Numbers["query"]>;

const PRODUCTS = 2000;
/** Calls before the first that counts: caches and compilers are warm then. */
const WARM_UP = 30;
const VALUE_BYTES = 2000;
const CODECS = [["brotli4", "br", 4], ["brotli6", "br", 6], ["gzip6", "gzip", 6]] as const satisfies readonly (
  readonly [keyof Numbers, Coding, number]
)[];

/**
 * Measures each part of a design's live stack alone, one call after the other: what a part takes when nothing waits in front of it,
 * which is what a simulation adds the waiting to.
 */
export async function measureStack(
  options: MeasureOptions,
): Promise<Pick<CalibrationFile, "numbers"> & { memoryHitNs: number }> {
  const { config } = options;
  refuseClients(options);
  const servers = await liveServers({
    ...neededServers(config),
    redisUrl: options.redisUrl,
    databaseUrl: options.databaseUrl,
  });
  const { redisUrl, databaseUrl, replicaUrls } = servers;
  const named = { ...options, redisUrl, databaseUrl, replicaUrls };
  try {
    const parts = await measureParts(named);
    options.signal.throwIfAborted();
    options.onPart("the application");
    return { memoryHitNs: memoryHitNs(), numbers: { ...parts, application: await measureApplication(named) } };
  } finally {
    await servers.stop();
  }
}

/** What its parts take hardly shows behind the ways to its clients. @throws Failure `not-calibrated` */
function refuseClients({ name, config: { clients, edge } }: MeasureOptions): void {
  if (clients === undefined && edge === undefined) return;
  const message = "Cannot calibrate a design: it must be one without clients and points of presence";
  throw new Failure("not-calibrated", `${message}: received ${name}`);
}

async function measureParts(options: MeasureOptions): Promise<Numbers> {
  const { config, samples } = options;
  const world = new LiveWorld({ onUnhandled: () => {} });
  const ports = await livePorts({
    world,
    seed: 1,
    products: PRODUCTS,
    database: config.database.kind,
    hasL2: config.l2 !== undefined,
    redisUrl: options.redisUrl,
    databaseUrl: options.databaseUrl,
  });
  try {
    const run = async <T>(make: (turn: number) => Operation<T>, count = samples): Promise<Spread> => {
      const durationsMs: number[] = [];
      for (let turn = -Math.min(WARM_UP, count); turn < count; turn++) {
        options.signal.throwIfAborted();
        const startedMs = performance.now();
        await world.run(() => make(Math.abs(turn)), options.signal);
        if (turn >= 0) durationsMs.push(performance.now() - startedMs);
      }
      return spreadOf(durationsMs);
    };
    options.onPart("the database");
    const queries = await measureQueries(ports, world, run);
    const store = config.l2 && ports.sharedStore("calibrate");
    if (store) {
      options.onPart("the second level");
      await world.run(() => store.set("k", "v".repeat(VALUE_BYTES), { ttlMs: 600_000, sizeBytes: VALUE_BYTES }));
    }
    const sharedStore = store && (await run(() => store.get("k")));
    options.onPart("the codecs");
    const codecs = await measureCodecs(ports, world, run);
    return { ...queries, ...codecs, ...(sharedStore && { sharedStore }) };
  } finally {
    world.close();
    await ports.close();
  }
}

type Run = <T>(make: (turn: number) => Operation<T>, count?: number) => Promise<Spread>;

async function measureQueries(ports: LivePorts, world: LiveWorld, run: Run): Promise<Numbers> {
  const connection: SqlConnection = await world.run(() => ports.database(0).connect());
  try {
    const of = (sql: string, range: number) => run((turn) => connection.query(sql, [(turn * 7919) % range]));
    const queryProduct = await of(SHOP_SQL.product, PRODUCTS);
    return {
      // Whatever has no class of its own is taken for the commonest statement.
      query: queryProduct,
      queryProduct,
      queryReviews: await of(SHOP_SQL.reviews, PRODUCTS),
      queryCategories: await run(() => connection.query(SHOP_SQL.categories, [])),
      queryCategory: await of(SHOP_SQL.category, 40),
      queryUpdatePrice: await run((turn) => connection.query(SHOP_SQL.updatePrice, [turn % PRODUCTS, turn])),
    };
  } finally {
    connection.close();
  }
}

async function measureCodecs(ports: LivePorts, world: LiveWorld, run: Run): Promise<Numbers> {
  const page = await world.run(() => ports.content.render("product-page", [{ id: 1 }], 100));
  const found: Partial<Record<(typeof CODECS)[number][0], NonNullable<Numbers["brotli4"]>>> = {};
  for (const [name, coding, level] of CODECS) {
    const { p5Ms, p95Ms, samples } = await run(() => ports.content.compress(page, coding, level), 40);
    const coded = await world.run(() => ports.content.compress(page, coding, level));
    // The middle of a log-normal time is the geometric mean of its ends.
    const msPerKb = Math.sqrt(p5Ms * p95Ms) / (page.sizeBytes / 1000);
    found[name] = { ratio: coded.sizeBytes / page.sizeBytes, msPerKb, samples };
  }
  return found;
}

/** A hit in the first level over HTTP on loopback, client included: all of a request that is not database, cache or codec. */
async function measureApplication(options: MeasureOptions): Promise<Spread> {
  const live = await openLiveStack({ ...options, products: PRODUCTS, seed: 1, port: 0, onUnhandled: () => {} });
  try {
    const durationsMs: number[] = [];
    for (let turn = -WARM_UP; turn < options.samples; turn++) {
      options.signal.throwIfAborted();
      const startedMs = performance.now();
      await (await fetch(`${live.url}/api/products/1`, { signal: options.signal })).arrayBuffer();
      if (turn >= 0) durationsMs.push(performance.now() - startedMs);
    }
    return spreadOf(durationsMs);
  } finally {
    await live.close();
  }
}

function memoryHitNs(): number {
  const store = new BoundedStore<object>({ maxEntries: 500, random: new Random(1) });
  const keys = Array.from({ length: 500 }, (_, index) => `product:${index}`);
  for (const key of keys) store.set(key, {}, 1);
  const turns = 200_000;
  const startedMs = performance.now();
  for (let turn = 0; turn < turns; turn++) store.get(keys[(turn * 7919) % 500]!);
  return ((performance.now() - startedMs) / turns) * 1e6;
}

function spreadOf(durationsMs: readonly number[]): Spread {
  const sorted = [...durationsMs].sort((one, other) => one - other);
  const at = (share: number) => Math.max(1e-6, sorted[Math.floor(share * (sorted.length - 1))]!);
  return { p5Ms: at(0.05), p95Ms: at(0.95), samples: sorted.length };
}
