import { mix32 } from "../../base/hash.ts";
import type { Random } from "../../base/random.ts";
import { immediate, sleep } from "../../flow/instructions.ts";
import type { Flow, Operation } from "../../flow/operation.ts";
import { isTemplate, TEMPLATE_BYTES } from "../../market/page.ts";
import type { Coding, ContentPort } from "../../ports/content.ts";
import type { Body } from "../../ports/http.ts";
import type { Calibration, CodecModel } from "./calibration.ts";

/** Work on content in simulated time: sizes from the templates, times and ratios from the calibration. */
export class SimulatedContent implements ContentPort {
  readonly #calibration: Calibration;
  readonly #random: Random;
  #isBroken = false;

  constructor(options: { calibration: Calibration; random: Random }) {
    this.#calibration = options.calibration;
    this.#random = options.random.fork("content");
  }

  /** Makes codecs and hashes fail, to show that the rest goes on. */
  set isBroken(isBroken: boolean) {
    this.#isBroken = isBroken;
  }

  render(template: string, data: unknown, sizeBytes: number): Operation<Body> {
    const around = isTemplate(template) ? TEMPLATE_BYTES[template] : 0;
    return immediate({ sizeBytes: around + sizeBytes, content: identityOf(data) });
  }

  *compress(body: Body, coding: Coding, level: number): Flow<Body> {
    this.#check("a codec");
    const model = this.#codec(coding, level);
    // A third more or less, as busy cores make it.
    yield* sleep(model.msPerKb * (body.sizeBytes / 1000) * (0.7 + 0.6 * this.#random.unit()));
    return { sizeBytes: Math.ceil(body.sizeBytes * model.ratio), content: body.content };
  }

  entityTag(body: Body): Operation<string> {
    this.#check("a hash");
    return immediate(`"${body.content}"`);
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

/** A number that is equal for equal data: from the rows' ids and versions. */
function identityOf(data: unknown): number {
  if (!Array.isArray(data)) return 0;
  let hash = data.length;
  for (const row of data) {
    hash = mix32(hash ^ Number(row.id ?? 0));
    hash = mix32(hash ^ Number(row.version ?? 0));
  }
  return hash >>> 0;
}
