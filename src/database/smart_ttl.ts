import type { Millis } from "../base/units.ts";
import type { Statement } from "./statement.ts";

/** What the rules look at. */
export interface QueryFacts {
  readonly statement: Statement;
  readonly durationMs: number;
}

/** When a rule applies. */
export type TtlCondition = "static" | "slow" | "analytic" | "always";

/** One rule, as data. */
export interface TtlRule {
  readonly when: TtlCondition;
  readonly ttlMs: Millis;
  /** In words, for the statistics. */
  readonly why: string;
}

export interface SmartTtlOptions {
  /** Tables that hardly change. @default none */
  readonly staticTables?: readonly string[];
  /** From this duration on a query counts as slow. @default 100, architecture A's budget for a query */
  readonly slowMs?: Millis;
  /** The first that applies decides; the last one should be "always". @default SMART_TTL_RULES */
  readonly rules?: readonly TtlRule[];
}

export interface TtlVerdict {
  readonly ttlMs: Millis;
  /** In words, for the statistics. */
  readonly why: string;
}

/** Architecture A, "Database Optimizer", step 4: the first rule that applies decides. */
export const SMART_TTL_RULES: readonly TtlRule[] = [
  { when: "static", ttlMs: 3_600_000, why: "static tables only" },
  { when: "slow", ttlMs: 900_000, why: "slow query" },
  { when: "analytic", ttlMs: 300_000, why: "analytics" },
  { when: "always", ttlMs: 180_000, why: "default" },
];

/**
 * How long a query's answer is worth keeping: 3600 s for static data, 900 s for slow queries, 300 s for analytics, else 180 s.
 *
 * @throws RangeError when no rule applies.
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
  const rules = options.rules ?? SMART_TTL_RULES;
  for (const rule of rules) {
    if (applies(rule.when, facts, options)) return { ttlMs: rule.ttlMs, why: rule.why };
  }
  throw new RangeError(
    `Cannot decide a time to live: one of the rules must apply: received ${rules.length} that do not`,
  );
}

function applies(condition: TtlCondition, { statement, durationMs }: QueryFacts, options: SmartTtlOptions): boolean {
  switch (condition) {
    case "static": {
      const staticTables = options.staticTables ?? [];
      return statement.tables.length > 0 && statement.tables.every((table) => staticTables.includes(table));
    }
    case "slow":
      return durationMs >= (options.slowMs ?? 100);
    case "analytic":
      return statement.isAnalytic;
    case "always":
      return true;
    default:
      return condition satisfies never;
  }
}
