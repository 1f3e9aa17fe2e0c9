import { Agent, type IncomingMessage, request as send } from "node:http";
import { outside } from "../../src/flow/instructions.ts";
import type { Fetch, WebReply, WebRequest } from "../../src/ports/http.ts";
import { bodyOf } from "../../src/adapters/live/live_content.ts";

/** A client of one server, with connections that are kept open. A request that cannot be answered counts as status 599. */
export class HttpClient {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 512 });

  constructor(url: string) {
    this.#url = new URL(url);
  }

  readonly fetch: Fetch = (request) => outside("an HTTP reply", (signal) => this.#send(request, signal));

  close(): void {
    this.#agent.destroy();
  }

  #send(request: WebRequest, signal: AbortSignal): Promise<WebReply> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = body === undefined ? request.headers : { ...request.headers, "content-type": "application/json" };
    return new Promise((resolve) => {
      const options = { host: this.#url.hostname, port: this.#url.port, agent: this.#agent, signal };
      const outgoing = send({ ...options, method: request.method, path: request.path, headers: { ...headers } });
      outgoing.on("response", (incoming) => collect(incoming, resolve));
      outgoing.on("error", () => resolve({ status: 599, headers: {}, body: undefined, servedBy: "nobody" }));
      outgoing.end(body);
    });
  }
}

function collect(incoming: IncomingMessage, resolve: (reply: WebReply) => void): void {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  incoming.on("data", (chunk: Uint8Array<ArrayBuffer>) => chunks.push(chunk));
  incoming.on("error", () => resolve({ status: 599, headers: {}, body: undefined, servedBy: "nobody" }));
  incoming.on("end", () => {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
    }
    const bytes = joined(chunks);
    const servedBy = headers["cache-status"]?.split(";")[0] ?? "unknown";
    resolve({
      status: incoming.statusCode ?? 599,
      headers,
      body: bytes.length === 0 ? undefined : bodyOf(bytes),
      servedBy,
    });
  });
}

function joined(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
