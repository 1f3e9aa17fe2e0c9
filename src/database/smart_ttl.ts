import type { Millis } from "../base/units.ts";
import type { Statement } from "./statement.ts";

/** What the rules look at. */
export interface QueryFacts {
  readonly statement: Statement;
  readonly durationMs: number;
}

export interface SmartTtlOptions {
  /** Tables that hardly change. @default none */
  readonly staticTables?: readonly string[];
  /** From this duration on a query counts as slow. @default 100, architecture A's budget for a query */
  readonly slowMs?: Millis;
}

export interface TtlVerdict {
  readonly ttlMs: Millis;
  /** In words, for the statistics. */
  readonly why: string;
}

interface Rule {
  readonly ttlMs: Millis;
  readonly why: string;
  applies(facts: QueryFacts, options: Required<SmartTtlOptions>): boolean;
}

/** Architecture A, "Database Optimizer", step 4: the first rule that applies decides. */
const RULES: readonly Rule[] = [
  {
    ttlMs: 3_600_000,
    why: "static tables only",
    applies: ({ statement }, { staticTables }) =>
      statement.tables.length > 0 && statement.tables.every((table) => staticTables.includes(table)),
  },
  { ttlMs: 900_000, why: "slow query", applies: ({ durationMs }, { slowMs }) => durationMs >= slowMs },
  { ttlMs: 300_000, why: "analytics", applies: ({ statement }) => statement.isAnalytic },
  { ttlMs: 180_000, why: "default", applies: () => true },
];

/**
 * How long a query's answer is worth keeping: 3600 s for static data, 900 s for slow queries, 300 s for analytics, else 180 s.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { smartTtl } from "./smart_ttl.ts";
 * import { readStatement } from "./statement.ts";
 * const statement = readStatement("SELECT count(*) FROM orders");
 * assertEquals(smartTtl({ statement, durationMs: 5 }, {}), { ttlMs: 300_000, why: "analytics" });
 * ```
 */
export function smartTtl(facts: QueryFacts, options: SmartTtlOptions): TtlVerdict {
  const complete = { staticTables: options.staticTables ?? [], slowMs: options.slowMs ?? 100 };
  const rule = RULES.find((candidate) => candidate.applies(facts, complete))!;
  return { ttlMs: rule.ttlMs, why: rule.why };
}
