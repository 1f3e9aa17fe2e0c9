import { EXIT, Failure } from "../../../base/errors.ts";

/** Where Debian keeps PostgreSQL's programs, which are on nobody's path; the newest first. */
const POSTGRES_FOLDERS = ["17", "16", "15", "14"].map((version) => `/usr/lib/postgresql/${version}/bin`);
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/** The path of an installed program; undefined when there is none. */
export function programPath(name: string): string | undefined {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), ...POSTGRES_FOLDERS, ...SYSTEM_FOLDERS];
  return folders.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** @throws Failure `program-missing` (exit status 4), saying which package has it. */
export function neededProgram(name: string, debianPackage: string): string {
  const path = programPath(name);
  if (path !== undefined) return path;
  const howTo = `apt-get install --no-install-recommends ${debianPackage}`;
  throw new Failure("program-missing", `Cannot start a server: ${name} must be installed (${howTo}): received none`, {
    exitStatus: EXIT.unreachable,
  });
}

/** A port of the loopback interface that was free a moment ago. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/**
 * Runs a command to its end, as the user postgres when we are root: PostgreSQL and PgBouncer refuse root.
 *
 * @throws Failure `server-failed` (exit status 4) with the command's own words
 */
export async function runAsServerUser(command: readonly string[]): Promise<string> {
  const [program, ...args] = Deno.uid() === 0 ? ["runuser", "-u", "postgres", "--", ...command] : command;
  // With pipes a daemon that the command leaves behind would keep us waiting for its end.
  const output = await new Deno.Command(program!, { args, cwd: "/tmp", env: { LC_ALL: "C" }, stdin: "null" }).output();
  const text = new TextDecoder().decode(output.stdout).trim();
  if (output.success) return text;
  const said = `${text} ${new TextDecoder().decode(output.stderr)}`.trim().split("\n").slice(-3).join(" ");
  throw new Failure("server-failed", `Cannot run ${command[0]}: it must succeed: received ${said}`, {
    exitStatus: EXIT.unreachable,
  });
}

/** Waits until a condition holds, looking often at first. @throws Failure `server-late` (exit status 4) */
export async function until(what: string, holds: () => Promise<boolean>, limitMs = 30_000): Promise<void> {
  const startedMs = performance.now();
  for (let pauseMs = 5;; pauseMs = Math.min(100, pauseMs * 1.5)) {
    if (await holds()) return;
    if (performance.now() - startedMs > limitMs) {
      throw new Failure(
        "server-late",
        `Cannot wait for ${what} any longer: it must be within ${limitMs} ms: received nothing`,
        {
          exitStatus: EXIT.unreachable,
        },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
