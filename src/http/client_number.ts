import type { WebRequest } from "../ports/http.ts";

/** The number of the client that a request comes from (its `x-client` field); 0 for who does not say. */
export function clientNumber(request: WebRequest): number {
  const number = Number(request.headers["x-client"]);
  return number >= 0 ? number : 0;
}
