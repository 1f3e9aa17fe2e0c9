import { freePort } from "./server_process.ts";
import { neededProgram } from "./server_programs.ts";
import { runAsServerUser } from "./server_user.ts";
import { until } from "./until.ts";

/** A PostgreSQL that we started on the loopback interface. */
export interface PostgresServer {
  readonly url: string;
  readonly port: number;
  /** Of the server's first process, to be killed by tests. */
  readonly pid: number;
  /** Ends the server at once, as a crash of its machine would (SIGKILL to all its processes). */
  kill(): Promise<void>;
  /** Ends it and removes its files. Harmless when it is over already. */
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Server settings, besides ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Replicates this one: both must be made of one template and neither used before. */
  readonly replicaOf?: Pick<PostgresServer, "port">;
}

/**
 * For all our servers: statistics of statements, small write-ahead log, and no fsync: what a killed process had handed to the
 * system is not lost, and machines that lose their power are not what is tried here.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  max_connections: "200",
  shared_buffers: "64MB",
  fsync: "off",
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track": "top",
  max_wal_size: "256MB",
  wal_keep_size: "64MB",
  hot_standby_feedback: "on",
  wal_retrieve_retry_interval: "200ms",
  wal_receiver_status_interval: "1s",
};

const ATTEMPTS = 3;

/** An initialised, stopped database that servers are copied from: initdb takes seconds, a copy a fraction of one. */
export class PostgresTemplate {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws Failure `program-missing`, `server-failed` (exit status 4) */
  static async make(): Promise<PostgresTemplate> {
    const initdb = neededProgram("initdb", "postgresql-15");
    const folder = await runAsServerUser(["mktemp", "-d", "/tmp/tierlab-postgres-XXXXXX"]);
    const options = ["-N", "--wal-segsize=4", "--no-instructions", "-A", "trust", "-U", "tierlab", "-E", "UTF8"];
    try {
      await runAsServerUser([initdb, ...options, "-D", `${folder}/template`]);
    } catch (error) {
      await runAsServerUser(["rm", "-rf", folder]);
      throw error;
    }
    return new PostgresTemplate(folder);
  }

  /**
   * Starts a server on a copy; another port is tried when somebody else took the free one first.
   *
   * @throws Failure `server-failed`, `server-late` (exit status 4)
   */
  async start(options: PostgresServerOptions = {}): Promise<PostgresServer> {
    for (let attempt = 1;; attempt++) {
      try {
        return await this.#startOn(freePort(), options);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  async #startOn(port: number, options: PostgresServerOptions): Promise<PostgresServer> {
    const folder = await runAsServerUser(["mktemp", "-d", `${this.#folder}/server-XXXXXX`]);
    const data = `${folder}/data`;
    const remove = () => runAsServerUser(["rm", "-rf", folder]);
    try {
      await runAsServerUser(["cp", "-r", `${this.#folder}/template`, data]);
      await configure(data, { port, folder, ...options });
      return await started({ data, port, remove });
    } catch (error) {
      await runAsServerUser([neededProgram("pg_ctl", "postgresql-15"), "-D", data, "-m", "immediate", "stop"]).catch(
        () => "",
      );
      await remove();
      throw error;
    }
  }

  /** Removes it, and the files of every server of it that is still there: stop those first. */
  async remove(): Promise<void> {
    await runAsServerUser(["rm", "-rf", this.#folder]);
  }
}

async function configure(
  data: string,
  options: PostgresServerOptions & { port: number; folder: string },
): Promise<void> {
  const { port, folder, replicaOf, settings } = options;
  const all: Record<string, string> = { ...SETTINGS, port: String(port), unix_socket_directories: folder, ...settings };
  if (replicaOf !== undefined) {
    all["primary_conninfo"] = `host=127.0.0.1 port=${replicaOf.port} user=tierlab application_name=replica_${port}`;
    await Deno.writeTextFile(`${data}/standby.signal`, "");
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  await Deno.writeTextFile(`${data}/postgresql.conf`, `${lines.join("\n")}\n`, { append: true });
}

async function started(at: { data: string; port: number; remove: () => Promise<string> }): Promise<PostgresServer> {
  const { data, port, remove } = at;
  const control = neededProgram("pg_ctl", "postgresql-15");
  await runAsServerUser([control, "-D", data, "-w", "-t", "60", "-s", "-l", `${data}/log`, "start"]);
  const pid = Number((await Deno.readTextFile(`${data}/postmaster.pid`)).split("\n")[0]);
  let isOver = false;
  const end = async (stop: () => Promise<unknown>): Promise<void> => {
    if (isOver) return;
    isOver = true;
    await stop();
    await until("a PostgreSQL server's end", () => Promise.resolve(!isAlive(pid)));
  };
  return {
    url: `postgres://tierlab@127.0.0.1:${port}/postgres`,
    port,
    pid,
    kill: () => end(() => killAll(pid)),
    stop: async () => {
      await end(() =>
        runAsServerUser([control, "-D", data, "-m", "immediate", "-s", "stop"]).catch(() => killAll(pid))
      );
      await remove();
    },
  };
}

/** The server's first process and then its children, which it can start no more of. */
async function killAll(pid: number): Promise<void> {
  const children = childrenOf(pid);
  for (const one of [pid, ...children, ...childrenOf(pid)]) {
    try {
      Deno.kill(one, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  await until("the end of a server's processes", () => Promise.resolve(children.every((child) => !isAlive(child))));
}

function childrenOf(pid: number): number[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** A process that ended and that nobody waited for counts as gone. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
