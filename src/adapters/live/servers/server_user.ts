import { EXIT, Failure } from "../../../base/errors.ts";

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
