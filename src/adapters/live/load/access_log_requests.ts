import { Random } from "../../../base/random.ts";
import { Failure } from "../../../base/errors.ts";
import { accessLogSeconds } from "../../../trace/calendar.ts";
import { Lines } from "../../../trace/lines.ts";
import { traceChunks } from "../trace_file.ts";
import type { LoggedColumns } from "./logged_requests.ts";

/** What was read from a log, and what was left out. */
export interface AccessLog {
  readonly columns: LoggedColumns;
  readonly durationMs: number;
  readonly warnings: readonly string[];
}

export interface AccessLogOptions {
  /** Times as fast as it was: 10 sends an hour's requests in six minutes. */
  readonly speed: number;
  /** Ms of the load, after which the rest of the log is left out. */
  readonly durationMs: number | undefined;
  readonly seed: number;
  /** Methods that change something are left out otherwise. */
  readonly allowsWrites: boolean;
}

const LINE = /^(\S+) \S+ .*?\[([^\]]+)\] "([A-Z]+) (\/[^ "]*)(?: [^"]*)?" (\d{3}) (\S+)/;
const READS = ["GET", "HEAD"];
const WRITES = ["POST", "PUT", "DELETE"];
const decoder = new TextDecoder("latin1");

/**
 * Reads an access log (Common or Combined Log Format, plain, .gz or .zst) as requests in its own timing. Its time stamps are whole
 * seconds, so the requests of a second are spread over it at random (uniform, seeded), which is what independent visitors do. A client
 * that asked for a path before asks again with the last entity tag, as browsers do; so does a request that the log says was a 304.
 *
 * @throws Failure `no-requests`, and what reading a file throws
 */
export async function readAccessLog(path: string, options: AccessLogOptions): Promise<AccessLog> {
  const reading = new Reading(options.allowsWrites);
  const lines = new Lines((bytes, from, to) => {
    if (to > from) reading.line(decoder.decode(bytes.subarray(from, to)));
  });
  for await (const chunk of traceChunks(path)) lines.push(chunk);
  lines.end();
  return reading.finish(path, options);
}

class Reading {
  readonly #methods: string[];
  readonly #targets = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #seconds: number[] = [];
  readonly #ids: number[] = [];
  readonly #conditional: number[] = [];
  #malformed = 0;
  #leftOut = 0;

  constructor(allowsWrites: boolean) {
    this.#methods = allowsWrites ? [...READS, ...WRITES] : READS;
  }

  line(text: string): void {
    const match = LINE.exec(text);
    const seconds = match === null ? NaN : accessLogSeconds(match[2]!);
    if (match === null || Number.isNaN(seconds)) {
      this.#malformed++;
      return;
    }
    const [, client, , method, path, status] = match;
    if (!this.#methods.includes(method!)) {
      this.#leftOut++;
      return;
    }
    const target = `${method} ${path}`;
    let id = this.#targets.get(target);
    if (id === undefined) this.#targets.set(target, id = this.#targets.size);
    const visit = `${client} ${id}`;
    this.#conditional.push(method === "GET" && (status === "304" || this.#seen.has(visit)) ? 1 : 0);
    this.#seen.add(visit);
    this.#seconds.push(seconds);
    this.#ids.push(id);
  }

  finish(path: string, { speed, durationMs, seed }: AccessLogOptions): AccessLog {
    if (this.#ids.length === 0) {
      const expected = "at least one request to send, in Common or Combined Log Format";
      const received = `${this.#malformed} lines of another form, ${this.#leftOut} requests of other methods`;
      throw new Failure("no-requests", `Cannot send the log ${path}: it must have ${expected}: received ${received}`);
    }
    const random = new Random(seed).fork("within the second");
    const firstSecond = this.#seconds.reduce((least, second) => Math.min(least, second));
    const times = Float64Array.from(this.#seconds, (second) => (second - firstSecond + random.unit()) * 1000 / speed);
    const order = Uint32Array.from(times.keys()).sort((one, other) => times[one]! - times[other]!);
    const startMs = times[order[0]!]!;
    const kept = order.filter((index) => durationMs === undefined || times[index]! - startMs < durationMs);
    const atMs = Float64Array.from(kept, (index) => times[index]! - startMs);
    return {
      columns: {
        atMs,
        target: Uint32Array.from(kept, (index) => this.#ids[index]!),
        isConditional: Uint8Array.from(kept, (index) => this.#conditional[index]!),
        targets: [...this.#targets.keys()],
      },
      durationMs: atMs.at(-1)!,
      warnings: this.#warnings(order.length - kept.length),
    };
  }

  #warnings(afterEnd: number): string[] {
    const warnings = ["the log's time stamps are whole seconds: requests were spread at random within their second"];
    if (this.#malformed > 0) warnings.push(`${this.#malformed} lines of the log left out: no access log lines`);
    if (this.#leftOut > 0) {
      const methods = this.#methods.join(", ");
      warnings.push(
        `${this.#leftOut} requests of the log left out: their method is none of ${methods} (see --allow-writes)`,
      );
    }
    if (afterEnd > 0) warnings.push(`${afterEnd} requests of the log left out: they come after the asked duration`);
    return warnings;
  }
}
