import { judgeCases } from "../cases.ts";
import type { Check, Checks } from "../check.ts";
import type { Evidence } from "../evidence.ts";
import type { Figure } from "../figure.ts";
import { valueText } from "../figure_text.ts";
import { type Finding, notYet } from "../finding.ts";
import { casesOverRuns, hitPercentOf } from "../over_runs.ts";
import { designsOf, isWithin, parameter } from "../parameter.ts";
import { lifetimeOf } from "./assembly.ts";

const DESIGN = "b-marketplace";

/** A setting by its path: the design may have parts that this file's types do not know yet. */
const settingAt = (...path: readonly string[]) =>
  parameter((config) => {
    let value: unknown = config;
    for (const name of path) value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
    return typeof value === "number" ? value : undefined;
  });

const registered = (check: Check): Check => (figure, evidence) =>
  designsOf(figure, evidence).length === 0 ? notYet(`the design ${DESIGN} is not registered`) : check(figure, evidence);

const hit = (tier: string): Check =>
  registered((figure, evidence) =>
    judgeCases(figure, casesOverRuns(evidence, [DESIGN], hitPercentOf(tier)), {
      better: "higher",
      missing: `no run of ${DESIGN} has look-ups at a tier ${tier}`,
      note: "four such rates in a row leave the origin 0.015 % of the requests",
    })
  );

/** The mean time of a stretch of the page's way: the sum of these measured steps. */
const step = (...names: readonly string[]): Check =>
  registered((figure, evidence) =>
    judgeCases(figure, casesOverRuns(evidence, [DESIGN], (result) => stepMs(result, names)), {
      better: "lower",
      missing: `no run of ${DESIGN} has a breakdown with ${names.join(", ")}`,
      assuming: "the client's network and the server's work take what their models say",
    })
  );

function stepMs(result: object, names: readonly string[]): number | null {
  const breakdown: unknown = Reflect.get(result, "breakdown");
  if (!Array.isArray(breakdown)) return null;
  let sum: number | null = null;
  for (const one of breakdown as readonly unknown[]) {
    if (typeof one !== "object" || one === null || !names.includes(String(Reflect.get(one, "step")))) continue;
    const ms: unknown = Reflect.get(one, "meanMs");
    if (typeof ms === "number") sum = (sum ?? 0) + ms;
  }
  return sum;
}

/** Points of presence of the designs that have an edge. */
const regions: Check = registered((figure, evidence) => {
  const has = designsOf(figure, evidence).some(([, config]) => config.edge !== undefined);
  return has ? exactly(figure, evidence.regions.length, evidence.regions.join(", ")) : notYet("no design has an edge");
});

const imageSize = (name: string): Check =>
  registered((figure, evidence) => {
    const px = evidence.images.sizes[name];
    return px === undefined
      ? notYet(`the pipeline makes no ${name}`)
      : exactly(figure, px, "as the image pipeline makes it");
  });

function exactly(figure: Figure, value: number, why: string): Finding {
  const verdict = isWithin(figure, value) ? "holds" : "does not hold";
  return { simulated: valueText(value, figure.unit), live: null, verdict, why };
}

/** Real encoders on a generated picture: a photograph of the document's size and detail is not at hand. */
const image = (
  read: (bytes: Evidence["images"]["uploadBytes"]) => number,
  better: "lower" | "higher" | "exact",
): Check =>
  registered((figure, evidence) =>
    judgeCases(figure, [{
      world: "simulated",
      where: "generated picture, measured once with sharp (deno task images)",
      values: [read(evidence.images.uploadBytes)],
    }], {
      better,
      missing: "nothing was encoded",
      assuming: "a photograph packs as the generated picture does",
      note: "savings depend on the picture and on the upload's quality",
    })
  );

/** Architecture B. */
export const marketplace: Checks = {
  "b.cdn.static": registered(lifetimeOf("static")),
  "b.cdn.images": registered(lifetimeOf("image")),
  "b.cdn.regions": regions,
  "b.redis.masters": registered(settingAt("l2", "masters")),
  "b.shards": registered(settingAt("database", "shards")),
  "b.image.thumbnail": imageSize("thumbnail"),
  "b.image.small": imageSize("small"),
  "b.image.medium": imageSize("medium"),
  "b.image.large": imageSize("large"),
  "b.time.total": step("total"),
  "b.time.dns": step("dns"),
  "b.time.tcp": step("tcp"),
  "b.time.tls": step("tls"),
  "b.time.edge": step("round-trip", "edge", "compression", "edge-to-origin", "load-balancer"),
  "b.time.server": step("routing", "controller", "redis", "query", "view", "other"),
  "b.time.routing": step("routing"),
  "b.time.controller": step("controller"),
  "b.time.query": step("query"),
  "b.time.view": step("view"),
  "b.time.other": step("other"),
  "b.time.download": step("download"),
  "b.hit.sw": hit("service-worker"),
  "b.hit.cdn": hit("cdn"),
  "b.hit.redis": hit("l2"),
  "b.hit.query": hit("query-cache"),
  "b.image.original": image(({ upload }) => upload / 1000, "exact"),
  "b.image.webp": image(({ webp }) => webp / 1000, "lower"),
  "b.image.webp.saving": image(({ upload, webp }) => (1 - webp / upload) * 100, "higher"),
  "b.image.avif": image(({ avif }) => avif / 1000, "lower"),
  "b.image.avif.saving": image(({ avif, upload }) => (1 - avif / upload) * 100, "higher"),
  "b.cdn.saving": registered(() => notYet("the result does not count the bytes that the origin sent to the edge")),
};
