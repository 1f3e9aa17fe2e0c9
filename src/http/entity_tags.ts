import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Operation } from "../flow/operation.ts";
import type { ContentPort } from "../ports/content.ts";
import type { Body, Tier, WebReply, WebRequest } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";
import { cacheDirectives } from "./cache_directives.ts";
import { isNotModified, notModified } from "./conditional.ts";

/** What entity tags are made with. */
export interface EntityTagsOptions {
  readonly content: ContentPort;
  readonly probe: Probe;
  /** Weak tags: equal for equivalent content, byte for byte or not. @default false */
  readonly weak?: boolean;
}

/**
 * Gives each 200 to GET and HEAD an entity tag and answers a client that has the content already with 304.
 *
 * The order in a pipe is front → compression → entityTags → cacheControlByRoute → application. On the way back the reply then has its
 * Cache-Control when it comes here (what must not be stored gets no tag: nobody may ask for it again), the tag is strong
 * because it is made of the uncoded bytes, a 304 leaves before compression so that the codec has nothing to do, and what is coded on
 * the fly is made weak by compression. The weak comparison of If-None-Match finds the strong tag again.
 *
 * A tag that the application set itself is kept. A hash that fails costs the tag, not the reply.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { immediate } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { entityTags } from "./entity_tags.ts";
 * const body = { sizeBytes: 10, content: 1 };
 * const content = { render: () => immediate(body), compress: () => immediate(body), entityTag: () => immediate('"v1"') };
 * const tier = entityTags({ content, probe: { emit: () => {} } });
 * const fetch = tier(() => immediate({ status: 200, headers: {}, body, servedBy: "application" }));
 * const headers = { "if-none-match": 'W/"v0", W/"v1"' };
 * assertEquals(simulate(() => fetch({ method: "GET", path: "/", headers })).status, 304);
 * ```
 */
export function entityTags(options: EntityTagsOptions): Tier {
  const { content, probe } = options;
  const isWeak = options.weak ?? false;

  function untagged(reply: WebReply, error: unknown): Operation<WebReply> {
    const reason = error instanceof Error ? error.message : String(error);
    probe.emit({ kind: "degraded", component: "entity-tags", reason });
    return immediate(reply);
  }

  function tagged(reply: WebReply, body: Body, request: WebRequest): Operation<WebReply> {
    try {
      const answer = (made: string) => {
        const etag = isWeak && !made.startsWith("W/") ? `W/${made}` : made;
        return immediate(answered({ ...reply, headers: { ...reply.headers, etag } }, request));
      };
      return chain(content.entityTag(body), answer, (error) => untagged(reply, error));
    } catch (error) {
      return untagged(reply, error);
    }
  }

  function validated(reply: WebReply, request: WebRequest): Operation<WebReply> {
    if (reply.status !== 200) return immediate(reply);
    const needsTag = reply.headers.etag === undefined && reply.body !== undefined &&
      !cacheDirectives(reply.headers["cache-control"]).noStore;
    return needsTag ? tagged(reply, reply.body!, request) : immediate(answered(reply, request));
  }

  return (next) => (request) =>
    request.method === "GET" || request.method === "HEAD"
      ? chain(next(request), (reply) => validated(reply, request))
      : next(request);
}

function answered(reply: WebReply, request: WebRequest): WebReply {
  return isNotModified(request, reply.headers.etag) ? notModified(request, reply, "conditional") : reply;
}
