import { LiveWorld } from "../../flow/live_clock.ts";
import type { Operation } from "../../flow/operation.ts";
import { textOf } from "../../market/catalogue.ts";
import type { Coding } from "../../ports/content.ts";
import type { Body } from "../../ports/http.ts";
import { LiveContent } from "./live_content.ts";
import { threadTime } from "./thread_time.ts";

/** What work on content costs this machine, in ms of the main thread's processor time for each KB. */
export interface ContentCosts {
  readonly renderMsPerKb: number;
  readonly hashMsPerKb: number;
  /** By coding and level: "br 4", "br 6", "gzip 6". */
  readonly codecs: Readonly<Record<string, { readonly msPerKb: number; readonly ratio: number }>>;
}

const CODECS: readonly (readonly [Coding, number])[] = [["br", 4], ["br", 6], ["gzip", 6]];
/** Long enough that the kernel's coarse counting does not matter, in ms of work. */
const LEAST_WORK_MS = 150;
const WARM_UP = 10;

/**
 * Measures rendering, hashing and codecs on a product page. Processor time does not grow when others use the machine; where it
 * is not counted, the median of the wall time stands for it.
 */
export async function measureContentCosts(): Promise<ContentCosts> {
  const world = new LiveWorld({ onUnhandled: () => {} });
  const content = new LiveContent();
  const rows = [[{ id: 1, version: 1, description: textOf(1, 2000) }]];
  const render = () => content.render("product-page", rows, 0);
  try {
    const page = await world.run(render);
    const kb = page.sizeBytes / 1000;
    const costOf = async (work: () => Operation<unknown>) => await costMs(() => world.run(work)) / kb;
    const codecs: Record<string, { msPerKb: number; ratio: number }> = {};
    for (const [coding, level] of CODECS) {
      const compressed: Body = await world.run(() => content.compress(page, coding, level));
      const msPerKb = await costOf(() => content.compress(page, coding, level));
      codecs[`${coding} ${level}`] = { msPerKb, ratio: compressed.sizeBytes / page.sizeBytes };
    }
    return { renderMsPerKb: await costOf(render), hashMsPerKb: await costOf(() => content.entityTag(page)), codecs };
  } finally {
    world.close();
  }
}

async function costMs(work: () => Promise<unknown>): Promise<number> {
  for (let turn = 0; turn < WARM_UP; turn++) await work();
  const walls: number[] = [];
  const before = threadTime();
  let sum = 0;
  while (sum < LEAST_WORK_MS) {
    const startedMs = performance.now();
    await work();
    walls.push(performance.now() - startedMs);
    sum += walls.at(-1)!;
  }
  const after = threadTime();
  const wallMs = walls.sort((one, other) => one - other)[walls.length >> 1]!;
  if (before === undefined || after === undefined) return wallMs;
  // The kernel adds a running thread's time up now and then only: never more than the wall's median allows.
  const ranMs = (after.runMs - before.runMs) / walls.length;
  return ranMs > 0 ? Math.min(ranMs, wallMs * 1.5) : wallMs;
}
