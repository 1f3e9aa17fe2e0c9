import { Failure } from "../../../base/errors.ts";

/** A server that we started: it runs in a process group of its own and in a temporary folder. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  /** Ends it at once, as a crash does; its folder and port stay for `restart`. */
  kill(): Promise<void>;
  /** Freezes it: it accepts connections and answers nothing. */
  pause(): void;
  resume(): void;
  /** Starts it again on its port, in its folder. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. Harmless when called again. */
  stop(): Promise<void>;
}

/** What a server is started with. */
export interface ServerProcessOptions {
  readonly program: string;
  /** Writes what it reads at its start. */
  readonly prepare?: (port: number, folder: string) => Promise<void>;
  readonly args: (port: number, folder: string) => readonly string[];
  readonly url: (port: number) => string;
  /** @default a free one */
  readonly port?: number | undefined;
  /** @throws while the server does not serve yet */
  readonly ready: (port: number) => Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const ATTEMPTS = 5;

/** Below those that the systems give to outgoing connections by themselves: none of those can take one of these. */
const [FIRST_PORT, LAST_PORT] = [15_000, 32_000];
/** Each is given once: who starts many servers together has none of them on another's port. */
const given = new Set<number>();

/** A port of the loopback interface that was free a moment ago. */
export function freePort(): number {
  const count = LAST_PORT - FIRST_PORT;
  let port = FIRST_PORT + Math.floor(Math.random() * count);
  for (let turn = 0; turn < count; turn++, port = FIRST_PORT + (port + 1 - FIRST_PORT) % count) {
    if (given.has(port) || !isFree(port)) continue;
    given.add(port);
    return port;
  }
  throw new Failure(
    "no-port",
    `Cannot start a server: a port from ${FIRST_PORT} to ${LAST_PORT} must be free: received none`,
  );
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch {
    return false;
  }
}

/** Starts a server; another port is tried when somebody else took the free one first. */
export async function startServer(options: ServerProcessOptions): Promise<RunningServer> {
  for (let attempt = 1;; attempt++) {
    const server = new ServerProcess(options, options.port ?? freePort());
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.stop();
      if (options.port !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}

class ServerProcess implements RunningServer {
  readonly #options: ServerProcessOptions;
  readonly port: number;
  readonly folder = Deno.makeTempDirSync({ prefix: "tierlab-server-" });
  #child: Deno.ChildProcess | undefined;

  constructor(options: ServerProcessOptions, port: number) {
    this.#options = options;
    this.port = port;
  }

  get url(): string {
    return this.#options.url(this.port);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    const { program, prepare, args, ready } = this.#options;
    await prepare?.(this.port, this.folder);
    const child = new Deno.Command(program, {
      args: [...args(this.port, this.folder)],
      cwd: this.folder,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      // A group of its own: what ends us by its group does not leave us without the means to end it.
      detached: true,
    }).spawn();
    this.#child = child;
    let isOver = false;
    child.status.then(() => isOver = true, () => isOver = true);
    const limitMs = performance.now() + READY_WITHIN_MS;
    for (;;) {
      try {
        return await ready(this.port);
      } catch (error) {
        if (isOver || performance.now() > limitMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    try {
      Deno.kill(-child.pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error;
    }
    await child.status;
  }

  pause(): void {
    if (this.#child) Deno.kill(this.#child.pid, "SIGSTOP");
  }

  resume(): void {
    if (this.#child) Deno.kill(this.#child.pid, "SIGCONT");
  }

  async restart(): Promise<void> {
    for (let attempt = 1;; attempt++) {
      await this.kill();
      try {
        return await this.start();
      } catch (error) {
        // While nobody listened there, the system may have given its port to somebody's outgoing connection.
        if (attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  async stop(): Promise<void> {
    await this.kill();
    await Deno.remove(this.folder, { recursive: true }).catch(() => {});
  }
}
