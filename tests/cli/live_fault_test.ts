import { assert, assertEquals } from "@std/assert";
import { redisServer, serverTest } from "../support/servers.ts";
import { startTierlab } from "./run_tierlab.ts";

/** Redis servers whose parent is this process, by their command lines; stopped ones too. */
function redisChildren(parent: number): { pid: number; port: string; state: string }[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [, state, ppid] = /^\d+ \(.*\) (\S) (\d+)/.exec(Deno.readTextFileSync(`/proc/${name}/stat`))!;
      const port = /redis-server \S*:(\d+)/.exec(Deno.readTextFileSync(`/proc/${name}/cmdline`))?.[1];
      return port === undefined || Number(ppid) !== parent ? [] : [{ pid: Number(name), port, state: state! }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

/** Whether a Redis runs on the port, whoever is its parent by now. */
function runs(port: string): boolean {
  return [...Deno.readDirSync("/proc")].some(({ name }) => {
    try {
      const command = Deno.readTextFileSync(`/proc/${name}/cmdline`);
      return command.includes("redis-server") && command.includes(`:${port}`);
    } catch {
      return false;
    }
  });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert(tries < 6000, `waited a minute for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const programs = { "redis-server": redisServer, "/proc": Deno.build.os === "linux" ? "/proc" : undefined };

for (const kind of ["kill", "pause"] as const) {
  serverTest(
    `live --fault: Ctrl-C while a Redis of ours is hurt (${kind}) leaves no process behind`,
    programs,
    async () => {
      const folder = await Deno.makeTempDir();
      const args = ["live", "a-staging", "--scenario", "web-shop", "--rate", "50", "--duration", "5m", "--out", "out"];
      const child = startTierlab([...args, "--fault", `redis:${kind}@200ms+4m`], { cwd: folder });
      const output = child.output();
      try {
        await until("a Redis of its own", () => redisChildren(child.pid).length === 1);
        const { port } = redisChildren(child.pid)[0]!;
        await until("the fault", () => {
          const [server] = redisChildren(child.pid);
          return kind === "kill" ? server === undefined : server?.state === "T";
        });
        child.kill("SIGINT");
        const { code, stdout, stderr } = await output;
        assertEquals(code, 130, new TextDecoder().decode(stderr));
        const how = kind === "kill" ? "SIGKILL" : "SIGSTOP";
        const text = new TextDecoder().decode(stdout);
        assert(text.includes(`Fault: redis, ${kind} at 200 ms for 240 s: ${how} to its process`), text);
        assert(!runs(port), "nothing runs on its port any more");
      } finally {
        await child.status;
        await Deno.remove(folder, { recursive: true });
      }
    },
  );
}
