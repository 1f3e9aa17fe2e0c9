import { chain } from "../../../flow/chain.ts";
import { immediate, outside } from "../../../flow/instructions.ts";
import type { Fetch, WebReply, WebRequest } from "../../../ports/http.ts";
import { attributionOf } from "./attribution.ts";
import { HeaderText } from "./header_text.ts";
import type { ErrorKind } from "./load_record.ts";
import { ReplyParser } from "./reply_parser.ts";
import { RequestWriter } from "./request_writer.ts";
import type { Target } from "./target.ts";

/** A request that got no whole reply. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";

  constructor(readonly code: ErrorKind, path: string, cause?: unknown) {
    super(`Cannot ask for ${path}: the server must answer whole and in time: received ${code}`, { cause });
  }
}

export interface HttpCallsOptions {
  /** Without TLS. */
  readonly target: Target;
  /** From the sending to the end of the reply. */
  readonly timeoutMs: number;
  /** Told of each connection. */
  readonly onOpened?: () => void;
}

const BUFFER_BYTES = 64 * 1024;

/**
 * Requests to one of our own servers as flows, over connections that are kept open and carry one request at a time. Of a reply's body only
 * the size is kept, codings included; who answered is what its Cache-Status says.
 *
 * A request that finds its kept connection closed before any byte came is sent again on a new one, as browsers do.
 */
export class HttpCalls {
  readonly #options: HttpCallsOptions;
  readonly #writer: RequestWriter;
  readonly #text = new HeaderText();
  readonly #open = new Set<Connection>();
  /** Last used first. */
  readonly #idle: Connection[] = [];

  constructor(options: HttpCallsOptions) {
    this.#options = options;
    this.#writer = new RequestWriter(options.target);
  }

  /** Throws CallFailure. */
  readonly fetch: Fetch = (request) =>
    chain(outside("a reply over HTTP", () => this.#ask(request)), (reply) => immediate(reply));

  /** Ends what is under way too. */
  close(): void {
    for (const connection of this.#open) connection.close();
    this.#open.clear();
  }

  async #ask(request: WebRequest): Promise<WebReply> {
    const kept = this.#idle.pop();
    const reply = kept && await this.#over(kept, request, true);
    return reply ?? (await this.#over(await this.#connect(request.path), request, false))!;
  }

  async #connect(path: string): Promise<Connection> {
    const { target: { address: { ip: hostname, port } }, onOpened } = this.#options;
    try {
      const socket = await Deno.connect({ hostname, port });
      socket.setNoDelay(true);
      const connection = new Connection(socket, new ReplyParser(this.#text));
      this.#open.add(connection);
      onOpened?.();
      return connection;
    } catch (error) {
      throw new CallFailure("refused", path, error);
    }
  }

  /** @returns undefined when the connection was closed while it was kept, and may be. */
  async #over(connection: Connection, request: WebRequest, isKept: boolean): Promise<WebReply | undefined> {
    const length = this.#writer.write(request);
    const bytes = this.#writer.bytes.slice(0, length);
    const { parser } = connection;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      connection.close();
    }, this.#options.timeoutMs);
    try {
      if (await connection.exchange(bytes, request.method === "HEAD")) {
        if (parser.keepsAlive) this.#idle.push(connection);
        else this.#end(connection);
        return replyOf(parser);
      }
    } catch (error) {
      if (isLate) throw new CallFailure("timeout", request.path, error);
    } finally {
      clearTimeout(timer);
    }
    this.#end(connection);
    if (parser.isBad) throw new CallFailure("malformed", request.path);
    if (isKept && !parser.hasBegun) return undefined;
    throw new CallFailure(parser.hasBegun ? "cut" : "reset", request.path);
  }

  #end(connection: Connection): void {
    connection.close();
    this.#open.delete(connection);
  }
}

/** One connection: a request, its reply, the next request. */
class Connection {
  readonly parser: ReplyParser;
  readonly #socket: Deno.TcpConn;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);

  constructor(socket: Deno.TcpConn, parser: ReplyParser) {
    this.#socket = socket;
    this.parser = parser;
  }

  /** @returns whether the reply came whole. @throws what the socket throws. */
  async exchange(bytes: Uint8Array, isHead: boolean): Promise<boolean> {
    const { parser } = this;
    parser.begin(isHead);
    for (let left = bytes; left.length > 0;) left = left.subarray(await this.#socket.write(left));
    while (!parser.isDone && !parser.isBad) {
      const length = await this.#socket.read(this.#buffer);
      if (length === null) return parser.end();
      const used = parser.push(this.#buffer, length);
      // More than a reply: nobody asked for it, so the connection is out of step.
      if (used < length) parser.keepsAlive = false;
    }
    return parser.isDone;
  }

  close(): void {
    try {
      this.#socket.close();
    } catch {
      // The other side was faster, or we were.
    }
  }
}

function replyOf(parser: ReplyParser): WebReply {
  const { status, bodyBytes, etag } = parser;
  const hasBody = status !== 204 && status !== 304;
  return {
    status,
    headers: etag === undefined ? {} : { etag },
    body: hasBody ? { sizeBytes: bodyBytes, content: bodyBytes } : undefined,
    servedBy: attributionOf(parser, true).tier,
  };
}
