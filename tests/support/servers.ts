/** A server that a test started. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** A port of the loopback interface that was free a moment ago. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** The path of a program: from PATH or one of these folders; undefined when it is not installed. */
export function programPath(name: string, folders: readonly string[] = []): string | undefined {
  const all = [...(Deno.env.get("PATH") ?? "").split(":"), ...folders];
  return all.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** A test that needs programs. Skipped with the reason where one is missing, but not on CI, where all must be there. */
export function serverTest(
  name: string,
  programs: Readonly<Record<string, string | undefined>>,
  fn: (test: Deno.TestContext) => Promise<void>,
): void {
  const missing = Object.entries(programs).filter(([, path]) => path === undefined).map(([program]) => program);
  if (missing.length === 0) return Deno.test(name, fn);
  const reason = `${missing.join(", ")} is not installed`;
  if (Deno.env.get("CI") !== "true") return Deno.test({ name: `${name} (skipped: ${reason})`, ignore: true, fn });
  Deno.test(name, () => {
    throw new Error(`CI must run every test: ${reason}`);
  });
}

export const redisServer = programPath("redis-server");

/** Starts a Redis that keeps nothing, on a free port; or on the given one, as after a crash. */
export async function startRedis(port = freePort()): Promise<TestServer> {
  const folder = await Deno.makeTempDir({ prefix: "tierlab-redis-" });
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const child = new Deno.Command(redisServer!, { args, stdout: "null", stderr: "null" }).spawn();
  const stop = async () => {
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  };
  await answering(port, "redis-server").catch(async (error) => {
    await stop();
    throw error;
  });
  return { url: `redis://127.0.0.1:${port}`, port, stop };
}

const postgresFolders = ["15", "16", "17", "14"].map((version) => `/usr/lib/postgresql/${version}/bin`);
export const postgresControl = programPath("pg_ctl", postgresFolders);

/** Starts a PostgreSQL with an empty database, as a user other than root, on a free port. */
export async function startPostgres(): Promise<TestServer> {
  const bin = postgresControl!.slice(0, postgresControl!.lastIndexOf("/"));
  const port = freePort();
  const folder = await run(["mktemp", "-d", "/tmp/tierlab-postgres-XXXXXX"]);
  const stop = async () => {
    await run([`${bin}/pg_ctl`, "-D", `${folder}/data`, "-m", "immediate", "stop"]).catch(() => "");
    await run(["rm", "-rf", folder]);
  };
  try {
    const initdb = [`${bin}/initdb`, "-N", "--wal-segsize=4", "--no-instructions", "-A", "trust", "-U", "tierlab"];
    await run([...initdb, "-D", `${folder}/data`]);
    const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
    await run([`${bin}/pg_ctl`, "-D", `${folder}/data`, "-w", "-l", `${folder}/log`, "-o", settings, "start"]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgres://tierlab@127.0.0.1:${port}/postgres`, port, stop };
}

/** Runs a command to its end, as postgres when we are root (PostgreSQL refuses root). */
async function run(command: readonly string[]): Promise<string> {
  const [program, ...args] = Deno.uid() === 0 ? ["runuser", "-u", "postgres", "--", ...command] : command;
  const output = await new Deno.Command(program!, { args, cwd: "/tmp", env: { LC_ALL: "C" } }).output();
  const text = new TextDecoder().decode(output.stdout).trim();
  if (output.success) return text;
  throw new Error(`${command.join(" ")} failed: ${text} ${new TextDecoder().decode(output.stderr)}`);
}

async function answering(port: number, what: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      connection.close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  throw new Error(`${what} does not answer on port ${port}`);
}
