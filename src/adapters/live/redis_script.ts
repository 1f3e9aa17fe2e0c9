import { createHash } from "node:crypto";
import type { Buffer } from "node:buffer";
import type { RedisCommands } from "./redis_connection.ts";

/** A Lua script that a server runs as one step; its text is sent once, its hash afterwards. */
export class RedisScript {
  readonly #text: string;
  readonly #hash: string;

  constructor(text: string) {
    this.#text = text;
    this.#hash = createHash("sha1").update(text).digest("hex");
  }

  async run(
    redis: RedisCommands,
    keys: readonly string[],
    values: readonly (string | Buffer | number)[],
  ): Promise<unknown> {
    try {
      return await redis.evalsha(this.#hash, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return await redis.eval(this.#text, keys.length, ...keys, ...values);
    }
  }
}
