import type { Check, Checks } from "../check.ts";
import { type Case, judgeCases } from "../cases.ts";
import { notYet } from "../finding.ts";
import { casesOverRuns, type ReadRun } from "../over_runs.ts";
import { designsOf, isWithin, parameter } from "../parameter.ts";
import { valueText } from "../figure_text.ts";

const PRODUCTION_STAGE = 3;

/** The lifetime that a file really gets, from the reply of every built design of the architecture that sets one. */
export const lifetimeOf = (kind: "static" | "image"): Check => (figure, evidence) => {
  const found = designsOf(figure, evidence).flatMap(([name]) => {
    const field = evidence.walk(name)?.cacheControl[kind];
    const seconds = /max-age=(\d+)/.exec(field ?? "")?.[1];
    return seconds === undefined ? [] : [{ name, seconds: Number(seconds) }];
  });
  if (found.length === 0) return notYet(`no walked design of architecture ${figure.architecture} sends one`);
  const isSame = found.every(({ seconds }) => isWithin(figure, seconds));
  return {
    simulated: valueText(found[0]!.seconds, figure.unit),
    live: null,
    verdict: isSame ? "holds" : "does not hold",
    why: `Cache-Control as sent by ${found.map(({ name, seconds }) => `${name}: ${seconds}`).join(", ")}`,
  };
};

const beforeApi = (evidence: Parameters<Check>[1]): Case[] => {
  const route = (name: string, key: "p50" | "p95"): ReadRun => ({ latencyByRoute }) =>
    latencyByRoute[name]?.[key] ?? null;
  return (["/products/:id", "/api/products/:id", "/categories/:id"] as const).flatMap((name) =>
    (["p50", "p95"] as const).flatMap((key) =>
      casesOverRuns(evidence, ["baseline"], route(name, key)).map((one) => ({ ...one, where: `${name} ${key}` }))
    )
  );
};

/** How the stages are put together, and what they start from. */
export const assembly: Checks = {
  "a.pool.size": parameter(({ database }) => database.connections),
  "a.instances": parameter(({ stage, instances }) => stage === PRODUCTION_STAGE ? instances : undefined),
  "a.cdn.static": lifetimeOf("static"),
  "a.before.api": (figure, evidence) =>
    judgeCases(figure, beforeApi(evidence), {
      better: "exact",
      assuming: "a query takes the documented 10 to 50 ms and a page asks three in a row",
      missing: "the baseline did not run",
    }),
};
