import * as valibot from "valibot";
import { decode } from "../base/decode.ts";
import { Failure } from "../base/errors.ts";
import { immediate } from "../flow/instructions.ts";
import type { Fetch, WebReply, WebRequest } from "../ports/http.ts";
import type { VitalName } from "./budgets/budget.ts";
import { dashboardPage } from "./dashboard_page.ts";
import type { PerformanceMetrics } from "./performance_metrics.ts";
import { webVitalSchema } from "./web_vital.ts";

/** What the handler needs of a monitor. */
export interface Monitored {
  metrics(): PerformanceMetrics;
  trackWebVital(vital: { readonly name: VitalName; readonly value: number }): void;
}

export const METRICS_PATH = "/api/performance/metrics";
export const DASHBOARD_PATH = "/dashboard";

/** One page view has four vitals; a client that collects sends a few views at once. */
const MOST_VITALS = 50;
const MOST_BYTES = 16_384;

const vitals = valibot.pipe(valibot.array(webVitalSchema), valibot.minLength(1), valibot.maxLength(MOST_VITALS));

/**
 * The monitor's own pages: `GET /api/performance/metrics` (JSON), `POST` there (web vitals: one `{ name, value, id? }` or an array of at most
 * 50; 204, or 400 with one clear line, and then none of them counts) and `GET /dashboard`. Anything else is 404 or 405. Nothing
 * of this may be stored by a cache.
 */
export function monitorHandler(monitor: Monitored): Fetch {
  return (request) => immediate(answer(monitor, request));
}

function answer(monitor: Monitored, request: WebRequest): WebReply {
  const path = request.path.split("?", 1)[0];
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (path === METRICS_PATH) {
    if (isRead) return text(200, "application/json", JSON.stringify(monitor.metrics()), request);
    return request.method === "POST" ? takeVitals(monitor, request) : notAllowed("GET, HEAD, POST", request);
  }
  if (path !== DASHBOARD_PATH) {
    const message = `Cannot find the page: it must be ${METRICS_PATH} or ${DASHBOARD_PATH}: received ${path}`;
    return failed(404, "not-found", message, request);
  }
  if (!isRead) return notAllowed("GET, HEAD", request);
  return text(200, "text/html; charset=utf-8", dashboardPage(monitor.metrics(), METRICS_PATH), request);
}

function takeVitals(monitor: Monitored, request: WebRequest): WebReply {
  const length = Number(request.headers["content-length"] ?? 0);
  if (length > MOST_BYTES) {
    const message = `Cannot read web vitals: they must be at most ${MOST_BYTES} bytes: received ${length}`;
    return failed(413, "too-large", message, request);
  }
  try {
    const received = Array.isArray(request.body) ? request.body : [request.body];
    for (const { name, value } of decode(vitals, received, "web vitals")) monitor.trackWebVital({ name, value });
    return { status: 204, headers: { "cache-control": "no-store" }, body: undefined, servedBy: "monitor" };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return failed(400, error.code, error.message, request);
  }
}

function notAllowed(allow: string, request: WebRequest): WebReply {
  const message = `Cannot ${request.method} this page: the method must be one of ${allow}: received ${request.method}`;
  const reply = failed(405, "method-not-allowed", message, request);
  return { ...reply, headers: { ...reply.headers, allow } };
}

function failed(status: number, code: string, message: string, request: WebRequest): WebReply {
  return text(status, "application/json", JSON.stringify({ error: { code, message } }), request);
}

function text(status: number, contentType: string, written: string, request: WebRequest): WebReply {
  const content = new TextEncoder().encode(written);
  const headers = {
    "content-type": contentType,
    "content-length": String(content.length),
    "cache-control": "no-store",
  };
  const body = request.method === "HEAD" ? undefined : { sizeBytes: content.length, content };
  return { status, headers, body, servedBy: "monitor" };
}
