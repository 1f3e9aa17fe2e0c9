import * as valibot from "valibot";

const count = valibot.pipe(valibot.number(), valibot.minValue(0));

/** One repeat's failover: as `FailoverRecord`, with its seed. */
export const failoverSchema = valibot.object({
  seed: valibot.number(),
  shard: count,
  reads: count,
  readErrors: count,
  writes: count,
  writeErrors: count,
  writeErrorsElsewhere: count,
  staleOwnReads: count,
  promotionMs: valibot.nullable(count),
  resumeMs: valibot.nullable(count),
  longestWriteMs: count,
  acknowledged: count,
  lost: count,
  doneThoughFailed: count,
  reconnects: count,
  messages: valibot.array(valibot.string()),
});

export type Failover = valibot.InferOutput<typeof failoverSchema>;
