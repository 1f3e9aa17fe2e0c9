import { all } from "../flow/all.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Operation } from "../flow/operation.ts";
import type { Row, SqlValue } from "../ports/sql_database.ts";
import { type MergeOrder, mergeRows } from "./merge_rows.ts";
import type { DatabaseOptimizer, ExecuteOptions, WriteSession } from "./optimizer.ts";
import type { QueryAnswer } from "./query_answer.ts";
import type { ShardDirectory } from "./shard_directory.ts";
import type { Transaction } from "./transaction.ts";

/** Thrown for a transaction on more than one shard: no commit spans them. */
export class CrossShardTransaction extends Error {
  override readonly name = "CrossShardTransaction";
  readonly code = "cross-shard-transaction";
}

export interface ShardedExecuteOptions extends ExecuteOptions {
  /** Whose data it is: decides the shard. */
  readonly userId: number;
}

export interface FanOutOptions extends ExecuteOptions {
  /** As in the statement: each shard's rows come in this order. */
  readonly orderBy: readonly MergeOrder[];
  /** Of the whole answer; the statement must ask each shard for as many. */
  readonly limit?: number;
}

/** Rows of all shards in one order, with what each shard's part cost. */
export interface FanOutAnswer {
  readonly rows: readonly Row[];
  readonly parts: readonly QueryAnswer["stats"][];
}

/** A transaction that is held to the shard it began on. */
export interface ShardTransaction {
  /** @throws CrossShardTransaction for another shard's user. */
  executeWithStats(
    sql: string,
    params: readonly SqlValue[],
    options: { readonly userId: number },
  ): Operation<QueryAnswer>;
}

/** Databases that each hold the data of some users: statements go where their user is. */
export class ShardedDatabase {
  readonly #shards: readonly DatabaseOptimizer[];
  readonly #directory: ShardDirectory;

  /** @throws RangeError when the directory names a shard that is not there. */
  constructor(options: { shards: readonly DatabaseOptimizer[]; directory: ShardDirectory }) {
    const { shards, directory } = options;
    if (directory.shards > shards.length) {
      throw new RangeError(
        `Cannot make a sharded database: the directory must name given shards: received ${directory.shards} for ${shards.length}`,
      );
    }
    this.#shards = shards;
    this.#directory = directory;
  }

  shardOf(userId: number): DatabaseOptimizer {
    return this.#shards[this.#directory.shardOf(userId)]!;
  }

  executeWithStats(sql: string, params: readonly SqlValue[], options: ShardedExecuteOptions): Operation<QueryAnswer> {
    return this.shardOf(options.userId).executeWithStats(sql, params, options);
  }

  /**
   * Asks every shard at once and merges the rows in order. Fails when one of them does: an answer without a shard's rows would
   * look complete.
   */
  fanOut(sql: string, params: readonly SqlValue[], options: FanOutOptions): Operation<FanOutAnswer> {
    const asked = all(this.#shards.map((shard) => shard.executeWithStats(sql, params, options)));
    return chain(asked, (answers) =>
      immediate({
        rows: mergeRows(answers.map(({ rows }) => rows), options),
        parts: answers.map(({ stats }) => stats),
      }));
  }

  /**
   * A transaction on the shard of its users.
   *
   * @throws CrossShardTransaction when they are on different ones.
   */
  transaction<T>(
    userIds: readonly number[],
    work: (transaction: ShardTransaction) => Operation<T>,
    options: { session?: WriteSession } = {},
  ): Operation<T> {
    const [first = 0] = userIds;
    const home = this.#directory.shardOf(first);
    for (const userId of userIds) this.#hold(home, first, userId);
    return this.#shards[home]!.transaction((transaction: Transaction) =>
      work({
        executeWithStats: (sql, params, { userId }) => {
          this.#hold(home, first, userId);
          return transaction.executeWithStats(sql, params);
        },
      }), options);
  }

  audit(): void {
    for (const shard of this.#shards) shard.audit();
  }

  close(): void {
    for (const shard of this.#shards) shard.close();
  }

  #hold(home: number, first: number, userId: number): void {
    const shard = this.#directory.shardOf(userId);
    if (shard === home) return;
    throw new CrossShardTransaction(
      `Cannot run one transaction on two shards: its users must be on shard ${home}, as user ${first}: ` +
        `received user ${userId} of shard ${shard}`,
    );
  }
}
