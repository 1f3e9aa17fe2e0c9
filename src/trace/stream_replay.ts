import { Failure } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import { createReplay, type Replayer } from "../eviction/create_replay.ts";
import { type BatchSink, RecordBatch } from "./record_batch.ts";
import type { ReplayJob, ReplayOptions, ReplayRow } from "./replay.ts";

/**
 * A replay fed batch by batch, for traces larger than memory: hand `sink` to a format's reader, then ask for `rows`. It holds
 * what the policies hold (4 to 40 bytes an object each) and the reader's key table (about 40 bytes an object), never a request.
 *
 * Clairvoyant policies need a format that says when an id comes next (oracleGeneral). Counts are those of `replay`.
 */
export class StreamReplay {
  readonly #jobs: {
    job: ReplayJob;
    policy: Replayer;
    misses: number;
    missedBytes: number;
    ms: number;
    windows: number[];
  }[];
  readonly #clock: () => number;
  readonly #limit: number;
  readonly #missed = new Uint8Array(RecordBatch.CAPACITY);
  #requests = 0;
  #bytes = 0;
  #batches = 0;

  /** @param options `limit`: replay only so many requests. */
  constructor(jobs: readonly ReplayJob[], options: ReplayOptions & { limit?: number }) {
    this.#clock = options.clock;
    this.#limit = options.limit ?? Infinity;
    this.#jobs = jobs.map((job) => ({
      job,
      policy: createReplay(job.policy, {
        byUnits: job.size.unit === "objects",
        capacity: job.size.capacity,
        ids: 1 << 16,
        random: new Random(options.seed ?? 1).fork(job.policy.text),
      }),
      misses: 0,
      missedBytes: 0,
      ms: 0,
      windows: [],
    }));
  }

  get full(): boolean {
    return this.#requests >= this.#limit;
  }

  readonly sink: BatchSink = (batch, reader) => {
    const length = Math.min(batch.length, this.#limit - this.#requests);
    const { size, next } = reader.columns;
    for (const entry of this.#jobs) {
      const { policy, size: cacheSize } = entry.job;
      if (policy.entry.clairvoyant && !next) {
        throw new Failure(
          "bad-trace",
          `Cannot stream ${policy.text}: the trace must say when each key comes next, as oracle-general does: received none`,
        );
      }
      if (cacheSize.unit === "bytes" && !size) {
        throw new Failure(
          "bad-size",
          "Cannot replay by bytes: the requests must carry sizes: received a trace without any",
        );
      }
      const started = this.#clock();
      const missed = size ? this.#missed.fill(0) : null;
      const misses = entry.policy.replay(
        {
          ids: batch.ids,
          sizes: cacheSize.unit === "bytes" ? batch.sizes : null,
          next: next ? batch.next : null,
          objects: reader.keys.size,
          missed,
          timesMs: policy.entry.timed && reader.columns.time ? timesOf(batch, reader.tickMs) : null,
        },
        0,
        length,
      );
      entry.ms += this.#clock() - started;
      entry.misses += misses;
      entry.windows.push(misses);
      if (missed !== null) {
        for (let at = 0; at < length; at++) if (missed[at] === 1) entry.missedBytes += batch.sizes[at]!;
      }
    }
    for (let at = 0; at < length; at++) this.#bytes += size ? batch.sizes[at]! : 1;
    this.#requests += length;
    this.#batches++;
  };

  rows(): ReplayRow[] {
    const requests = this.#requests;
    return this.#jobs.map(({ job, misses, missedBytes, ms, windows }) => ({
      policy: job.policy.text,
      size: job.size.capacity,
      sizeUnit: job.size.unit,
      requests,
      misses,
      missRatio: misses / requests,
      byteMissRatio: missedBytes > 0 ? missedBytes / this.#bytes : misses / requests,
      requestsPerSecond: ms > 0 ? Math.round(requests / (ms / 1000)) : 0,
      windowMisses: merge(windows, Math.ceil(this.#batches / 100)),
    }));
  }
}

function timesOf(batch: RecordBatch, tickMs: number): Float64Array {
  return batch.times.map((ticks) => ticks * tickMs);
}

/** Sums of `group` neighbours. */
function merge(values: readonly number[], group: number): number[] {
  const merged: number[] = [];
  values.forEach((value, index) => {
    const place = Math.floor(index / Math.max(1, group));
    merged[place] = (merged[place] ?? 0) + value;
  });
  return merged;
}
