import { assert, assertStringIncludes } from "@std/assert";
import { ROOT } from "./pages.ts";

/** What a command did. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where pages say that a server of the reader's runs; the test puts a server of its own in its place. */
const TARGET = "http://127.0.0.1:3000";

/** Runs a command line as `deno task tierlab` does, with the very permissions of that task, in another folder. */
export async function runAsTask(args: readonly string[], folder: string): Promise<Outcome> {
  const server = args.includes(TARGET) ? startTarget() : undefined;
  try {
    const command = taskCommand(args.map((arg) => arg === TARGET ? server!.url : arg), folder);
    if (args[0] === "serve") return await served(command.spawn());
    const { code, stdout, stderr } = await command.output();
    return { status: code, stdout: textOf(stdout), stderr: textOf(stderr) };
  } finally {
    await server?.stop();
  }
}

function taskCommand(args: readonly string[], folder: string): Deno.Command {
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  const [deno, run, ...rest] = (tasks.tierlab.command as string).split(" ");
  assert(deno === "deno" && run === "run" && rest.at(-1) === "main.ts", "the task must end with main.ts");
  return new Deno.Command(Deno.execPath(), {
    args: [run, `--config=${ROOT}deno.json`, ...rest.slice(0, -1), `${ROOT}main.ts`, ...args],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
}

/** A server runs until Ctrl-C: it must answer first. */
async function served(child: Deno.ChildProcess): Promise<Outcome> {
  const stderr = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let stdout = "";
  try {
    while (!stdout.includes("Ctrl-C")) {
      const { value, done } = await reader.read();
      if (done) break;
      stdout += value;
    }
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0];
    assert(url !== undefined, `${stdout}${await Promise.race([stderr, "no address"])}`);
    assertStringIncludes(await (await fetch(`${url}/dashboard`)).text(), "</html>");
    child.kill("SIGINT");
    await reader.cancel();
    return { status: (await child.status).code, stdout, stderr: await stderr };
  } catch (error) {
    child.kill("SIGKILL");
    await child.status;
    throw error;
  }
}

function startTarget(): { url: string; stop: () => Promise<void> } {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, () => new Response("a page", { headers: { "cache-control": "max-age=60" } }));
  return { url: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
