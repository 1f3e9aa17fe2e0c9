import { assert, assertEquals } from "@std/assert";
import { PostgresTemplate } from "../../src/adapters/live/servers/postgres_server.ts";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { serverTest } from "../support/servers.ts";

interface Report {
  readonly done: number;
  readonly lost: number;
  readonly others: readonly string[];
  readonly isOver?: boolean;
}

/** Reads the program's lines as they come. */
async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

serverTest(
  "a PostgreSQL that is killed under load does not end the process",
  { postgresql: programPath("pg_ctl") },
  async () => {
    const template = await PostgresTemplate.make();
    try {
      for (let round = 0; round < 3; round++) {
        const server = await template.start();
        const program = new URL("./programs/load_until_killed.ts", import.meta.url).pathname;
        const child = new Deno.Command(Deno.execPath(), {
          args: ["run", "--quiet", "--allow-all", program, server.url],
          stdin: "piped",
          stdout: "piped",
          stderr: "piped",
        }).spawn();
        const errors = new Response(child.stderr).text();
        const lines = linesOf(child.stdout);
        const next = async (wanted: (report: Report) => boolean): Promise<Report> => {
          for (;;) {
            const { value, done } = await lines.next();
            if (done) throw new Error(`the program ended: ${await errors}`);
            assert(!value.includes("background"), value);
            const report: Report = JSON.parse(value);
            if (wanted(report)) return report;
          }
        };
        try {
          const alive = await next((report) => report.done > 200);
          await server.kill();
          // Long enough for every session to find out, and for new ones to be refused.
          const dead = await next((report) => report.lost > alive.lost + 200);
          assertEquals(dead.others, []);
          const writer = child.stdin.getWriter();
          await writer.write(new TextEncoder().encode("end\n"));
          // None of them may be left waiting for a server that is gone.
          assertEquals((await next((report) => report.isOver === true)).others, []);
          await writer.close();
          assertEquals([(await child.status).code, await errors], [0, ""]);
        } finally {
          try {
            child.kill("SIGKILL");
          } catch {
            // Over already.
          }
          await lines.return(undefined);
          await child.status;
          await server.stop();
        }
      }
    } finally {
      await template.remove();
    }
  },
);
