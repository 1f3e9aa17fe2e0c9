import { assert, assertEquals, assertGreater, assertMatch, assertStringIncludes } from "@std/assert";
import * as valibot from "valibot";
import { resultSchema } from "../../src/runner/result_schema.ts";
import { runTierlab, startTierlab } from "./run_tierlab.ts";

async function inTemporaryFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Somebody else's server: knows entity tags, has a cache in front that says so, and counts. */
async function serving(run: (url: string, heard: Request[]) => Promise<void>): Promise<void> {
  const heard: Request[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    heard.push(request);
    const { pathname } = new URL(request.url);
    if (pathname === "/app/gone") return new Response("gone", { status: 410 });
    const headers = { etag: '"v1"', "cache-status": heard.length % 2 === 0 ? "varnish; hit" : "varnish; fwd=miss" };
    const has = request.headers.get("if-none-match") === '"v1"';
    return new Response(has ? null : "page", { status: has ? 304 : 200, headers });
  });
  try {
    await run(`http://127.0.0.1:${server.addr.port}`, heard);
  } finally {
    await server.shutdown();
  }
}

function logOf(count: number, seconds: number): string {
  return Array.from({ length: count }, (_, index) => {
    const second = Math.floor(index * seconds / count);
    const path = index % 10 === 9 ? "/gone" : `/page/${index % 7}`;
    return `10.0.0.${index % 3} - - [22/Nov/2026:10:00:${
      String(second).padStart(2, "0")
    } +0000] "GET ${path} HTTP/1.1" 200 5\n`;
  }).join("");
}

Deno.test("live --target: an access log drives a server that is not ours; the document says what was seen from outside", () =>
  inTemporaryFolder((folder) =>
    serving(async (url, heard) => {
      await Deno.writeTextFile(`${folder}/access.log`, logOf(200, 20));
      const args = [
        "live",
        "--target",
        `${url}/app`,
        "--trace",
        "access.log",
        "--speed",
        "20x",
        "--json",
        "--out",
        "out",
      ];
      const outcome = await runTierlab(args, { cwd: folder });
      assertEquals(outcome.status, 0, outcome.stderr);
      const result = valibot.parse(resultSchema, JSON.parse(outcome.stdout));
      const [design] = result.designs;
      assertEquals([result.world, result.scenario, design!.requests, design!.errors], ["live", "access.log", 200, 0]);
      assertEquals(heard.length, 200);
      assert(heard.every((request) => new URL(request.url).pathname.startsWith("/app/")));
      assertEquals(heard[0]!.headers.get("accept-encoding"), "gzip, deflate, br");
      const { load } = design!;
      assertEquals([load!.replies, load!.model], [200, "open: requests at their intended times"]);
      assertEquals(load!.byStatus["410"], 20);
      assertEquals(design!.tiers.map(({ name }) => name), ["varnish"]);
      assertEquals(design!.tiers[0]!.hits, design!.servedBy["varnish"]);
      assertEquals(Object.keys(design!.latencyByRoute).sort(), ["/gone", "/page/*"]);
      assertStringIncludes(result.warnings.join("\n"), "20 of 200 requests (10.0 %) were answered with status 410");
      assertStringIncludes(result.command, "--speed 20x");
      assertEquals(design!.budgets.find(({ id }) => id === "memory")!.pass, null);
      assertStringIncludes(await Deno.readTextFile(`${folder}/out/report.html`), "varnish");
    })
  ));

Deno.test("live --target: a scenario drives it too; what would change something is left out", () =>
  inTemporaryFolder((folder) =>
    serving(async (url, heard) => {
      const args = [
        "live",
        "--target",
        url,
        "--scenario",
        "steady",
        "--rate",
        "200",
        "--duration",
        "1s",
        "--out",
        "out",
      ];
      const outcome = await runTierlab([...args, "--closed", "4", "--think", "5ms"], { cwd: folder });
      assertEquals(outcome.status, 0, outcome.stderr);
      // Each of the four users asks at least once, however slow the machine is.
      assertGreater(heard.length, 3);
      assert(heard.every((request) => request.method === "GET"));
      const result = JSON.parse(await Deno.readTextFile(`${folder}/out/result.json`));
      assertEquals(result.designs[0].load.model, "closed: 4 users, think time 5 ms");
      for (const line of outcome.stdout.split("\n")) if (!line.startsWith("warning")) assert(line.length <= 100, line);
    })
  ));

Deno.test("live: Ctrl-C ends the load, keeps what was measured and says so", () =>
  inTemporaryFolder((folder) =>
    serving(async (url, heard) => {
      await Deno.writeTextFile(`${folder}/access.log`, logOf(5900, 59));
      const args = ["live", "--target", url, "--trace", "access.log", "--out", "out"];
      const child = startTierlab(args, { cwd: folder });
      while (heard.length < 50) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGINT");
      const { code, stdout, stderr } = await child.output();
      assertEquals(code, 130, new TextDecoder().decode(stderr));
      assertStringIncludes(new TextDecoder().decode(stdout), "INTERRUPTED");
      const result = valibot.parse(resultSchema, JSON.parse(await Deno.readTextFile(`${folder}/out/result.json`)));
      const [design] = result.designs;
      assertEquals(result.interrupted, true);
      assertGreater(design!.requests, 40);
      // The log lasts 59 s: it was stopped long before its end.
      assert(heard.length < 5000 && design!.requests < 5000, `${heard.length} requests`);
    })
  ));

/** Arguments, the exit status, and what the one line must say. */
const CASES: readonly { args: readonly string[]; status: number; says: string }[] = [
  { args: [], status: 2, says: "a design or --target must be given: received neither" },
  { args: ["a-development", "--target", "http://127.0.0.1:1"], status: 2, says: "received both" },
  { args: ["--target", "127.0.0.1:3000"], status: 2, says: "a URL that begins with http:// or https://" },
  { args: ["--target", "http://example.com/"], status: 2, says: "unless --allow-remote is given" },
  {
    args: ["--target", "http://127.0.0.1:1"],
    status: 4,
    says: "Cannot reach http://127.0.0.1:1: a server must listen there",
  },
  { args: ["--target", "http://127.0.0.1:1", "--rate", "-5"], status: 2, says: 'received "-5"' },
  {
    args: ["--target", "http://127.0.0.1:1", "--trace", "x.log", "--speed", "fast"],
    status: 2,
    says: "such as 10x or 0.5x",
  },
  { args: ["--target", "http://127.0.0.1:1", "--trace", "/no/such.log"], status: 4, says: "a readable file" },
  { args: ["a-staging", "--fault", "redis:explode@1s+1s"], status: 2, says: "PART:KIND@START+LENGTH" },
];

Deno.test("live: bad input gets one clear line, the right exit status, and leaves nothing behind", async (test) => {
  await inTemporaryFolder(async (folder) => {
    for (const { args, status, says } of CASES) {
      await test.step(args.join(" ").slice(0, 70) || "nothing", async () => {
        const outcome = await runTierlab(["live", ...args], { cwd: folder });
        assertEquals(outcome.status, status, outcome.stderr);
        assertStringIncludes(outcome.stderr, says);
        assertMatch(outcome.stderr, /^tierlab: [^\n]+\n$/);
        assertEquals(outcome.stdout, "");
      });
    }
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});
