import * as valibot from "valibot";
import { latencySummary } from "./result_latency_schema.ts";

const count = valibot.pipe(valibot.number(), valibot.minValue(0));

/** How a live load went; only in results of real runs. */
export const loadSchema = valibot.object({
  /** In words: "open", "closed: 20 users, think time 100 ms". */
  model: valibot.string(),
  replies: count,
  /** Replies 304. */
  notModified: count,
  /** Requests that left more than `lateMs` after their intended time. */
  late: count,
  lateMs: count,
  /** Sent again on a new connection, because the server had closed the old one meanwhile. */
  retried: count,
  connectionsOpened: count,
  /** Requests without a whole reply, by kind: refused, reset, cut, malformed, timeout, dropped, unfinished. */
  errors: valibot.record(valibot.string(), count),
  byStatus: valibot.record(valibot.string(), count),
  /** From the actual send time to the end of the reply, ms. */
  fromSendMs: latencySummary,
  /** From the intended send time to the actual one, ms. */
  lagMs: latencySummary,
});

export type LoadResult = valibot.InferOutput<typeof loadSchema>;
