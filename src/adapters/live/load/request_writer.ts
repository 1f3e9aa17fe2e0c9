import type { WebRequest } from "../../../ports/http.ts";

const encoder = new TextEncoder();

/** Requests as HTTP/1.1 sends them (RFC 9112), into one buffer that is used again and again. */
export class RequestWriter {
  readonly #host: string;
  readonly #basePath: string;
  #bytes = new Uint8Array(16 * 1024);
  #last: WebRequest | undefined = undefined;
  #length = 0;

  /** @param options `host`: with the port unless it is the scheme's own; `basePath`: put before every path. @default "" */
  constructor(options: { host: string; basePath?: string }) {
    this.#host = options.host;
    this.#basePath = options.basePath ?? "";
  }

  /** Where `write` has put the request. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** @returns The length of the request. */
  write(request: WebRequest): number {
    if (request === this.#last) return this.#length;
    this.#last = request;
    const body = request.body === undefined ? "" : JSON.stringify(request.body);
    let head = `${request.method} ${this.#basePath}${request.path} HTTP/1.1\r\nhost: ${this.#host}\r\n`;
    for (const name in request.headers) head += `${name}: ${request.headers[name]!}\r\n`;
    if (request.body !== undefined) {
      head += `content-type: application/json\r\ncontent-length: ${encoder.encode(body).length}\r\n`;
    } else if (request.method === "POST" || request.method === "PUT") head += "content-length: 0\r\n";
    return this.#length = this.#encode(`${head}\r\n${body}`);
  }

  #encode(text: string): number {
    // A code unit takes three bytes at most.
    if (text.length * 3 > this.#bytes.length) this.#bytes = new Uint8Array(text.length * 3);
    return encoder.encodeInto(text, this.#bytes).written;
  }
}
