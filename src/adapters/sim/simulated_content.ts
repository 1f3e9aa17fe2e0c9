import { mix32 } from "../../base/hash.ts";
import type { Random } from "../../base/random.ts";
import { chain } from "../../flow/chain.ts";
import { immediate, sleepThen } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import { isTemplate, TEMPLATE_BYTES } from "../../market/page.ts";
import type { Coding, ContentPort } from "../../ports/content.ts";
import type { Body } from "../../ports/http.ts";
import type { Row } from "../../ports/sql_database.ts";
import type { Calibration, CodecModel, ThreadModel } from "./calibration.ts";
import type { SimulatedThread } from "./simulated_thread.ts";
import type { ReleaseState } from "./simulated_database.ts";

/**
 * Standard deviation of the logarithm of what a codec takes on a thread, the mean kept. Of pages of one size in live runs of web-shop
 * (2026-11, 60 to 200 requests a second) p95 was 1.4 to 2.0 times the median, p99 2.2 to 3.8 times; by a normal law that is 0.20 to
 * 0.41 and 0.34 to 0.57, and 0.24 was counted directly. Chosen by the 99th percentile, whose prediction it is for.
 */
const CODEC_SIGMA = 0.5;

/** Work on content in simulated time: sizes from the templates, times and ratios from the calibration. */
export class SimulatedContent implements ContentPort {
  readonly #calibration: Calibration;
  readonly #random: Random;
  readonly #release: ReleaseState;
  readonly #thread: (ThreadModel & { readonly works: SimulatedThread }) | undefined;
  #isBroken = false;

  constructor(
    options: { calibration: Calibration; random: Random; release?: ReleaseState; thread?: SimulatedThread | undefined },
  ) {
    const { calibration, thread } = options;
    const model = calibration.thread?.value;
    this.#thread = model && thread && { ...model, works: thread };
    this.#release = options.release ?? { payloadFactor: 1, slowQueryMs: 0 };
    this.#calibration = calibration;
    this.#random = options.random.fork("content");
  }

  /** Makes codecs and hashes fail, to show that the rest goes on. */
  set isBroken(isBroken: boolean) {
    this.#isBroken = isBroken;
  }

  render(template: string, data: unknown, sizeBytes: number): Operation<Body> {
    const body = this.#rendered(isTemplate(template) ? TEMPLATE_BYTES[template] + sizeBytes : sizeBytes, data);
    const thread = this.#thread;
    if (thread === undefined) return immediate(body);
    return chain(thread.works.more(thread.renderMsPerKb * body.sizeBytes / 1000), () => immediate(body));
  }

  compress(body: Body, coding: Coding, level: number): Operation<Body> {
    this.#check("a codec");
    const model = this.#codec(coding, level);
    const usualMs = model.msPerKb * (body.sizeBytes / 1000);
    const compressed = { sizeBytes: Math.ceil(body.sizeBytes * model.ratio), content: body.content };
    const thread = this.#thread;
    // A third more or less, as busy cores make it.
    if (thread === undefined) return sleepThen(usualMs * (0.7 + 0.6 * this.#random.unit()), () => compressed);
    const workMs = usualMs * Math.exp(CODEC_SIGMA * this.#random.normal() - CODEC_SIGMA ** 2 / 2);
    return chain(thread.works.more(workMs), () => immediate(compressed));
  }

  entityTag(body: Body): Operation<string> {
    this.#check("a hash");
    const tag = `"${body.content}"`;
    const thread = this.#thread;
    if (thread === undefined) return immediate(tag);
    return chain(thread.works.more(thread.hashMsPerKb * body.sizeBytes / 1000), () => immediate(tag));
  }

  #rendered(sizeBytes: number, data: unknown): Body {
    const { payloadFactor } = this.#release;
    const content = identityOf(data);
    if (payloadFactor === 1) return { sizeBytes, content };
    // Another release's page is another page: its entity tag must differ.
    return { sizeBytes: Math.round(sizeBytes * payloadFactor), content: mix32(content) >>> 1 };
  }

  #codec(coding: Coding, level: number): CodecModel {
    const { gzip6, brotli4, brotli6 } = this.#calibration;
    return coding === "gzip" ? gzip6.value : level <= 4 ? brotli4.value : brotli6.value;
  }

  #check(what: string): void {
    if (this.#isBroken) {
      throw new RangeError(`Cannot use ${what}: it must not be broken by a fault: received a broken one`);
    }
  }
}

/** A number that is equal for equal data: from the ids and versions of the rows of each answer. */
function identityOf(data: unknown): number {
  if (!Array.isArray(data)) return 0;
  let hash = data.length;
  for (const rows of data as readonly (readonly Row[])[]) {
    hash = mix32(hash ^ (rows.length > FEW_ROWS ? knownIdentity(rows) : identityOfRows(rows)));
  }
  // 31 bits: larger numbers do not fit the engine's small integers, and each use of one would allocate.
  return hash >>> 1;
}

/** Up to so many rows are looked at anew each time: a weak map of every product's answers would keep the collector busy. */
const FEW_ROWS = 4;

/** Long answers are kept and shared, so each is looked at once. */
const known = new WeakMap<readonly Row[], number>();

function knownIdentity(rows: readonly Row[]): number {
  let hash = known.get(rows);
  if (hash === undefined) known.set(rows, hash = identityOfRows(rows));
  return hash;
}

function identityOfRows(rows: readonly Row[]): number {
  let hash = rows.length;
  for (const row of rows) hash = mix32(mix32(hash ^ Number(row["id"] ?? 0)) ^ Number(row["version"] ?? 0));
  return hash;
}
