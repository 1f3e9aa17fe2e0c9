import { chain, later } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Fetch, WebReply } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";

/** What a client hears of a server that refuses connections. */
export const BAD_GATEWAY: WebReply = {
  status: 502,
  headers: { "cache-control": "no-store" },
  body: undefined,
  servedBy: "load-balancer",
};

/** Answers 502 for what fails behind it (RFC 9110, section 15.6.3), and tells why. */
export function badGateway(fetch: Fetch, probe: Probe): Fetch {
  const failed = (error: unknown) => {
    const reason = error instanceof Error ? error.message : "a thrown value";
    probe.emit({ kind: "degraded", component: "gateway", reason });
    return immediate(BAD_GATEWAY);
  };
  return (request) => chain(later(() => fetch(request)), immediate<WebReply>, failed);
}
