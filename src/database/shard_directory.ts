/**
 * Which shard has a user: the user's number modulo the buckets gives a bucket, a table gives the bucket's shard. Architecture B
 * shards by `user_id % 4`; with more buckets than shards a bucket can be moved without touching the others' users.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ShardDirectory } from "./shard_directory.ts";
 * const directory = ShardDirectory.even(4);
 * assertEquals([0, 5, 6, 103].map((userId) => directory.shardOf(userId)), [0, 1, 2, 3]);
 * ```
 */
export class ShardDirectory {
  /** Shards that it names. */
  readonly shards: number;
  readonly #shardOfBucket: readonly number[];

  /** @param shardOfBucket The shard of each bucket. @throws RangeError */
  constructor(shardOfBucket: readonly number[]) {
    if (shardOfBucket.length === 0 || shardOfBucket.some((shard) => !Number.isInteger(shard) || shard < 0)) {
      throw new RangeError(
        `Cannot make a directory: every bucket must have a shard from 0: received [${shardOfBucket.join(", ")}]`,
      );
    }
    this.#shardOfBucket = [...shardOfBucket];
    this.shards = Math.max(...shardOfBucket) + 1;
  }

  /** As many buckets as shards. */
  static even(shards: number): ShardDirectory {
    return new ShardDirectory(Array.from({ length: shards }, (_, shard) => shard));
  }

  /** @throws RangeError when it is no user's number. */
  shardOf(userId: number): number {
    if (!Number.isSafeInteger(userId) || userId < 0) {
      throw new RangeError(`Cannot find a shard: a user's number must be a whole number from 0: received ${userId}`);
    }
    return this.#shardOfBucket[userId % this.#shardOfBucket.length]!;
  }
}
