import { assert } from "@std/assert";
import fc from "../support/property.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { background, sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { EdgeCache } from "../../src/http/edge_cache.ts";
import type { StoredReply } from "../../src/http/stored_reply.ts";
import type { Fetch, WebReply, WebRequest } from "../../src/ports/http.ts";
import { recordingProbe, reply, request } from "./fixtures.ts";

/** What an origin may say, and for how long (ms) that lets a shared cache use it: fresh, while revalidating, on errors. */
const POLICIES: readonly { text: string; fresh: number; swr: number; sie: number }[] = [
  { text: "no-store", fresh: 0, swr: 0, sie: 0 },
  { text: "private, max-age=9", fresh: 0, swr: 0, sie: 0 },
  { text: "no-cache", fresh: 0, swr: 0, sie: 0 },
  { text: "max-age=2", fresh: 2000, swr: 0, sie: 0 },
  { text: "max-age=2, must-revalidate, stale-if-error=9", fresh: 2000, swr: 0, sie: 0 },
  { text: "max-age=9, s-maxage=1, stale-while-revalidate=2", fresh: 1000, swr: 2000, sie: 0 },
  { text: "max-age=1, stale-if-error=3", fresh: 1000, swr: 0, sie: 3000 },
];
const NEVER = new Set(["no-store", "private, max-age=9", "no-cache"]);

/** How long the origin takes. */
const ORIGIN_MS = 50;

/** Everything that the origin ever said, by the number of its content. */
interface Made {
  readonly policy: (typeof POLICIES)[number];
  readonly path: string;
  /** When it was last sent or confirmed: the request's begin. */
  confirmedMs: number;
}

type Action =
  | { kind: "get"; path: string; accepted: string }
  | { kind: "post"; path: string }
  | { kind: "purge"; path: string }
  | { kind: "pause"; ms: number }
  | { kind: "policy"; index: number }
  | { kind: "fail"; isFailing: boolean };

const path = fc.constantFrom("/a", "/b");
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant("get" as const), path, accepted: fc.constantFrom("br", "gzip") }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("post" as const), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("purge" as const), path }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("pause" as const), ms: fc.integer({ min: 1, max: 1500 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("policy" as const), index: fc.nat(POLICIES.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("fail" as const), isFailing: fc.boolean() }) },
);

class Model {
  readonly made: Made[] = [];
  readonly purgedMs = new Map<string, number>();
  policy = POLICIES[3]!;
  isFailing = false;
  readonly #given = new Set<number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly origin: Fetch = (asked) => this.#answer(asked);

  *#answer(asked: WebRequest): Flow<WebReply> {
    const confirmedMs = this.#clock.nowMs();
    yield* sleep(ORIGIN_MS);
    if (this.isFailing) throw new RangeError("the origin is gone");
    const { policy } = this;
    const headers = { "cache-control": policy.text, vary: "accept-encoding" };
    const known = Number(asked.headers["if-none-match"]?.slice(1, -1) ?? -1);
    // Every second version is still right when it is validated.
    if (known >= 0 && known % 2 === 0) {
      this.made[known] = { policy, path: asked.path, confirmedMs };
      this.#given.delete(known);
      return { status: 304, headers: { ...headers, etag: `"${known}"` }, body: undefined, servedBy: "conditional" };
    }
    const content = this.made.push({ policy, path: asked.path, confirmedMs }) - 1;
    return reply({ ...headers, etag: `"${content}"` }, { body: { sizeBytes: 100, content } });
  }

  /** What must hold of a reply, and of one that the edge served by itself. */
  check(answer: WebReply, asked: { path: string; atMs: number }): void {
    const content = Number(answer.body?.content);
    const made = this.made[content];
    assert(made !== undefined && made.path === asked.path, "served another path's content");
    const purgedMs = this.purgedMs.get(asked.path) ?? -1;
    assert(asked.atMs <= purgedMs || made.confirmedMs >= purgedMs, "served what was purged before it was asked for");
    const isForOne = /no-store|private/.test(made.policy.text);
    assert(!isForOne || !this.#given.has(content), `gave ${made.policy.text} to two clients`);
    this.#given.add(content);
    if (answer.servedBy !== "cdn") return;
    assert(!NEVER.has(made.policy.text), `served ${made.policy.text}`);
    const { fresh, swr, sie } = made.policy;
    const ageMs = this.#clock.nowMs() - made.confirmedMs;
    assert(ageMs < fresh + Math.max(swr, sie) + ORIGIN_MS, `served ${made.policy.text} at the age of ${ageMs} ms`);
  }
}

function* run(actions: readonly Action[], clock: Clock): Flow<void> {
  const model = new Model(clock);
  const store = new Map<string, StoredReply>();
  const edge = new EdgeCache({ name: "cdn", store, clock, probe: recordingProbe() });
  const fetch = edge.tier(model.origin);
  const get = function* (asked: { path: string; accepted: string }): Flow<void> {
    const atMs = clock.nowMs();
    try {
      model.check(yield* fetch(request(asked.path, { "accept-encoding": asked.accepted })), { path: asked.path, atMs });
    } catch (error) {
      rethrowHalt(error);
      if (!(error instanceof RangeError)) throw error;
    }
  };
  const post = function* (target: string): Flow<void> {
    try {
      yield* fetch(request(target, {}, "POST"));
      model.purgedMs.set(target, clock.nowMs());
    } catch (error) {
      rethrowHalt(error);
      if (!(error instanceof RangeError)) throw error;
    }
  };
  for (const step of actions) {
    if (step.kind === "get") yield* background(get(step));
    else if (step.kind === "post") yield* spawn(post(step.path));
    else if (step.kind === "pause") yield* sleep(step.ms / 10);
    else if (step.kind === "policy") model.policy = POLICIES[step.index]!;
    else if (step.kind === "fail") model.isFailing = step.isFailing;
    else {
      edge.purge(step.path);
      model.purgedMs.set(step.path, clock.nowMs());
    }
    if (step.kind === "pause" && step.ms % 3 === 0) yield* sleep(step.ms);
  }
  yield* sleep(1000);
}

Deno.test("an edge cache never serves what must not be stored, what is too old, or what was purged", () => {
  fc.assert(
    fc.property(
      fc.array(action, { minLength: 20, maxLength: 120 }),
      (actions) => simulate((clock) => run(actions, clock)),
    ),
    { numRuns: 400 },
  );
});
