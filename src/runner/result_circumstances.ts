import * as valibot from "valibot";

const count = valibot.pipe(valibot.number(), valibot.minValue(0));

/** What every document says of how it came to be: entries of its schema. */
export const circumstances = {
  elapsedMs: count,
  command: valibot.string(),
  versions: valibot.record(valibot.string(), valibot.string()),
  machine: valibot.object({ os: valibot.string(), arch: valibot.string(), cpus: count, memoryBytes: count }),
};
