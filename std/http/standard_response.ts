import { STATUS_TEXT, type StatusCode } from "./status.ts";

/** A reply that says nothing but its own status. */
export function standardResponse(status: StatusCode, init?: ResponseInit): Response {
  return new Response(STATUS_TEXT[status], { status, statusText: STATUS_TEXT[status], ...init });
}
