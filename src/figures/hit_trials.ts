import { LatencyHistogram } from "../base/latency_histogram.ts";
import type { HistogramData } from "../base/latency_histogram.ts";
import { BoundedStore } from "../cache/bounded_store.ts";
import { CacheStrategy, type Entry } from "../cache/strategy.ts";
import { Tags } from "../cache/tags.ts";
import { ConnectionPool } from "../database/connection_pool.ts";
import { DatabaseOptimizer } from "../database/optimizer.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { SHOP_SQL } from "../market/shop_sql.ts";
import type { StackPorts } from "../ports/stack_ports.ts";

/** A clock tells few hits apart: so many are timed together and each counts as their mean. */
const BATCH = 50;
const BATCHES = 200;
const KEYS = 100;
const probe = { emit: () => {} };

/** Times hits in memory of the parts that a design is built of: the strategy, and the query cache before the database. */
export function* tryHits(
  config: DesignConfig,
  ports: StackPorts,
): Flow<{ l1HitMs: HistogramData; queryHitMs: HistogramData }> {
  const strategy = strategyOf(config, ports);
  const l1HitMs = yield* timed(ports, (index) => strategy.getOrSet(`key:${index % KEYS}`, () => immediate(index)));
  const { connections } = config.database;
  const primary = new ConnectionPool({
    database: ports.database(0),
    clock: ports.clock,
    probe,
    maxConnections: connections,
  });
  const optimizer = new DatabaseOptimizer({ clock: ports.clock, probe, primary, cache: strategyOf(config, ports) });
  const queryHitMs = yield* timed(ports, (index) => optimizer.executeWithStats(SHOP_SQL.product, [index % KEYS]));
  optimizer.close();
  return { l1HitMs, queryHitMs };
}

/** The first round fills, the others hit. */
function* timed({ clock }: StackPorts, hit: (index: number) => Operation<unknown>): Flow<HistogramData> {
  for (let index = 0; index < KEYS; index++) yield* hit(index);
  const histogram = new LatencyHistogram();
  for (let batch = 0; batch < BATCHES; batch++) {
    const startedMs = clock.nowMs();
    for (let index = 0; index < BATCH; index++) yield* hit(index);
    histogram.record((clock.nowMs() - startedMs) / BATCH);
  }
  return histogram.toData();
}

function strategyOf({ l1 }: DesignConfig, { clock, random }: StackPorts): CacheStrategy {
  const store = new BoundedStore<Entry>({
    maxEntries: l1?.entries ?? KEYS,
    policy: l1?.policy ?? "lru",
    random: random.fork("hits"),
  });
  return new CacheStrategy({
    clock,
    probe,
    tags: new Tags({ bus: undefined, probe }),
    l1: store,
    l1TtlMs: l1?.ttlMs ?? 60_000,
    defaultTtlMs: l1?.ttlMs ?? 60_000,
    names: { l1: "l1", l2: "l2" },
  });
}
