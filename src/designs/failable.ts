import { Failure } from "../base/errors.ts";
import type { Fetch } from "../ports/http.ts";

/** A server that a fault can take down. */
export interface Failable {
  readonly fetch: Fetch;
  /** While true every request is refused as by a closed port. */
  isDown: boolean;
}

/** Makes a server that refuses connections while it is down. What is under way goes on. */
export function failable(fetch: Fetch): Failable {
  const server: Failable = {
    isDown: false,
    fetch: (request) => {
      if (!server.isDown) return fetch(request);
      throw new Failure("instance-down", "Cannot connect to an instance: it must be up: received a refused connection");
    },
  };
  return server;
}
