import { freePort } from "./server_process.ts";
import { neededProgram } from "./server_programs.ts";
import { runAsServerUser } from "./server_user.ts";
import { until } from "./until.ts";

/** A PgBouncer that we started before a PostgreSQL. */
export interface PgBouncer {
  /** Transaction pooling: no prepared statements, no LISTEN, no settings of a session. */
  readonly url: string;
  /** Session pooling, for what needs a session of its own. */
  readonly sessionUrl: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface PgBouncerOptions {
  /** The server's port on the loopback interface. */
  readonly port: number;
  /** Server sessions that all clients share. @default 10 */
  readonly poolSize?: number;
  /** Ends a statement that takes longer, ms; set where each server session begins. @default 30000 */
  readonly statementTimeoutMs?: number;
  /** How long a statement waits for a session to the server before its client is hung up on, ms: also when the server is gone. @default 10000 */
  readonly queryWaitMs?: number;
}

/** @throws Failure `program-missing`, `server-failed`, `server-late` (exit status 4) */
export async function startPgBouncer(options: PgBouncerOptions): Promise<PgBouncer> {
  const program = neededProgram("pgbouncer", "pgbouncer");
  const port = freePort();
  const folder = await runAsServerUser(["mktemp", "-d", "/tmp/tierlab-pgbouncer-XXXXXX"]);
  const remove = () => runAsServerUser(["rm", "-rf", folder]);
  try {
    await Deno.writeTextFile(`${folder}/pgbouncer.ini`, configurationOf(options, { port, folder }));
    // Debian's PgBouncer reads what everybody may read.
    await runAsServerUser([program, "-q", "-d", `${folder}/pgbouncer.ini`]);
    const pidFile = `${folder}/pid`;
    await until("PgBouncer's start", async () => (await Deno.readTextFile(pidFile).catch(() => "")).trim() !== "");
    const pid = Number((await Deno.readTextFile(pidFile)).trim());
    await until("PgBouncer's port", () => answers(port));
    return {
      url: `postgres://tierlab@127.0.0.1:${port}/shop`,
      sessionUrl: `postgres://tierlab@127.0.0.1:${port}/shop_session`,
      pid,
      stop: async () => {
        try {
          Deno.kill(pid, "SIGTERM");
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        }
        await until("PgBouncer's end", () => Deno.stat(`/proc/${pid}`).then(() => false, () => true));
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function configurationOf(options: PgBouncerOptions, own: { port: number; folder: string }): string {
  const server = `host=127.0.0.1 port=${options.port} dbname=postgres user=tierlab ` +
    `connect_query='SET statement_timeout = ${options.statementTimeoutMs ?? 30_000}'`;
  return `[databases]
shop = ${server} pool_mode=transaction
shop_session = ${server} pool_mode=session
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own.port}
unix_socket_dir =
auth_type = any
pidfile = ${own.folder}/pid
logfile = ${own.folder}/log
default_pool_size = ${options.poolSize ?? 10}
max_client_conn = 500
server_login_retry = 1
query_wait_timeout = ${(options.queryWaitMs ?? 10_000) / 1000}
ignore_startup_parameters = extra_float_digits
`;
}

async function answers(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}
