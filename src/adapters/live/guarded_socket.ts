import { Socket } from "node:net";
import { setImmediate } from "node:timers";

/** What postgres.js hands to a socket factory, as far as it is used here. */
export interface SocketTarget {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | undefined | false;
}

/**
 * Opens a socket for postgres.js whose late errors cannot end the process. The driver takes its listeners off a socket that
 * closed; an error of a write that was still under way, which the runtime reports afterwards, would then be nobody's, and an
 * `error` event that nobody hears is thrown.
 */
export function guardedSocket(
  target: SocketTarget,
  options: { connectTimeoutMs: number; signal: AbortSignal },
): Promise<Socket> {
  const { connectTimeoutMs, signal } = options;
  const socket = new Socket();
  const removeAll = socket.removeAllListeners.bind(socket);
  socket.removeAllListeners = (event) => {
    removeAll(event);
    socket.on("error", ignored);
    return socket;
  };
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined = undefined;
    const failed = (error: Error) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abandoned);
      reject(error);
    };
    // The driver forgets a socket that is still on its way: it would become a session that nobody has.
    const abandoned = () => {
      socket.destroy();
      failed(Object.assign(new RangeError("Cannot connect: the session must be wanted: received its close"), {
        code: "CONNECTION_ENDED",
      }));
    };
    // It also tries again by itself when a first connection was cut.
    if (signal.aborted) return abandoned();
    signal.addEventListener("abort", abandoned, { once: true });
    timer = setTimeout(() => {
      const where = target.path || `${target.host[0]}:${target.port[0]}`;
      const expected = `the server must answer within ${connectTimeoutMs} ms`;
      socket.destroy();
      failed(Object.assign(new RangeError(`Cannot connect to ${where}: ${expected}: received nothing`), {
        code: "CONNECT_TIMEOUT",
      }));
    }, connectTimeoutMs);
    socket.once("error", failed);
    socket.once("connect", () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abandoned);
      // Between this moment and its next turn the driver does not know the socket yet, and would not end it.
      signal.addEventListener("abort", () => setImmediate(() => socket.end()), { once: true });
      socket.on("error", ignored);
      socket.removeListener("error", failed);
      resolve(socket);
    });
    if (target.path) socket.connect(target.path);
    else socket.connect(target.port[0]!, target.host[0]!);
  });
}

/** The driver has told its queries already. */
function ignored(): void {}
