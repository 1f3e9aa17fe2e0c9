import { assert, assertGreater } from "@std/assert";
import { postgresControl, redisServer } from "../support/servers.ts";
import { accessLog, gzipped } from "./access_log.ts";
import type { PageCommand } from "./page.ts";
import { allPages } from "./pages.ts";
import { type Outcome, runAsTask } from "./run_command.ts";
import { A_RUN } from "./shortened.ts";
import { shorteningOf } from "./shortening_of.ts";

/** Stands for what a reader fills in: such a line is only parsed, by `pages_test.ts`. */
const PLACEHOLDER = /…|^[A-Z]+(?:\.json)?$|=[A-Z]+$/;
/** They start a Redis and a PostgreSQL. */
const NEEDS_SERVERS = /^(?:live|verify|calibrate|serve) a-staging/;
const missing = Object.entries({ "redis-server": redisServer, postgresql: postgresControl })
  .filter(([, path]) => path === undefined).map(([name]) => name);
/** A line that several pages have is run once. */
const seen = new Set<string>();

const pages = allPages();
/** A page may name a module of another. */
const modules = [...pages.values()].flatMap((page) => [...page.modules]);

for (const [path, page] of pages) {
  const commands = page.commands.filter(({ args }) => {
    if (args.some((arg) => PLACEHOLDER.test(arg)) || shorteningOf(args)?.parsedOnly !== undefined) return false;
    // What a page's own commands and modules make is in its own folder only.
    const key = `${args.join(" ")}${args.some((arg) => /^\.\/|^out\/|^reports\//.test(arg)) ? path : ""}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  if (commands.length === 0) continue;
  // In one folder and in the page's order, as a reader types them: a later one may read what an earlier one wrote.
  Deno.test(`${path}: every command line does what it says`, async (test) => {
    const folder = await Deno.makeTempDir({ prefix: "tierlab-docs-" });
    try {
      await Deno.writeTextFile(`${folder}/access.log`, accessLog());
      await Deno.writeFile(`${folder}/access.log.gz`, await gzipped(accessLog()));
      for (const [name, text] of modules) await Deno.writeTextFile(`${folder}/${name}`, text);
      for (const command of commands) {
        const line = command.args.join(" ");
        const isOut = missing.length > 0 && Deno.env.get("CI") !== "true" && NEEDS_SERVERS.test(line);
        const name = `${path}:${command.line} tierlab ${line}`;
        await test.step({
          name: isOut ? `${name} (skipped: ${missing.join(", ")} not installed)` : name,
          ignore: isOut,
          fn: () => holds(command, folder),
        });
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

async function holds({ args }: PageCommand, folder: string): Promise<void> {
  const { with: more = "", status = [0], results = [], moved = {} } = shorteningOf(args) ?? {};
  const absent = results.filter((name) => args.includes(name) && !exists(`${folder}/${name}`));
  if (absent.length > 0) await makeResults(absent, folder);
  for (const [name, from] of Object.entries(moved)) await Deno.copyFile(`${folder}/${from}`, `${folder}/${name}`);
  const outcome = await runAsTask([...args, ...more.split(" ").filter(Boolean)], folder);
  assert(status.includes(outcome.status), `status ${outcome.status}:\n${outcome.stdout}${outcome.stderr}`);
  for (const path of promised(args, outcome)) {
    const found = Deno.statSync(`${folder}/${path}`);
    assertGreater(found.isDirectory ? [...Deno.readDirSync(`${folder}/${path}`)].length : found.size, 0, path);
  }
}

async function makeResults(names: readonly string[], folder: string): Promise<void> {
  const { status, stderr } = await runAsTask([...A_RUN.split(" "), "--out", "a-run"], folder);
  assert(status === 0, stderr);
  for (const name of names) {
    await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(`${folder}/a-run/result.json`, `${folder}/${name}`);
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Files and folders that the command line names, and those that the summary says it wrote. */
function promised(args: readonly string[], { stdout }: Outcome): string[] {
  const asked = args.flatMap((arg, index) => ["--out", "--save-trace"].includes(arg) ? [args[index + 1]!] : []);
  const told = [...stdout.matchAll(/^(?:report|calibration|\w+): (reports\/\S+|\S+\.(?:html|json|md|xml|csv))$/gm)];
  return [...asked, ...told.map((match) => match[1]!)];
}
