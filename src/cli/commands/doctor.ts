import type { Command } from "commander";
import { formatSize } from "../../base/units.ts";
import { machineOf, versionsOf } from "../circumstances.ts";
import type { CommandContext } from "../command_context.ts";

/** A program outside tierlab, what it is for and how to get it. */
interface Tool {
  readonly name: string;
  readonly command: string;
  readonly version: readonly string[];
  readonly usedFor: string;
  /** Debian's package. */
  readonly debianPackage: string;
}

const TOOLS: readonly Tool[] = [
  {
    name: "redis",
    command: "redis-server",
    version: ["--version"],
    usedFor: "L2 of live runs",
    debianPackage: "redis-server",
  },
  {
    name: "postgresql",
    command: "postgres",
    version: ["--version"],
    usedFor: "database of live runs",
    debianPackage: "postgresql",
  },
  {
    name: "nginx",
    command: "nginx",
    version: ["-v"],
    usedFor: "CDN and reverse proxy of live runs",
    debianPackage: "nginx libnginx-mod-http-brotli-filter",
  },
  {
    name: "chromium",
    command: "chromium",
    version: ["--version"],
    usedFor: "looking at reports in tests",
    debianPackage: "chromium",
  },
];

/** Folders where Debian keeps servers that are not on everybody's path. */
const MORE_FOLDERS = [
  "/usr/lib/postgresql/17/bin",
  "/usr/lib/postgresql/16/bin",
  "/usr/lib/postgresql/15/bin",
  "/usr/sbin",
];

/** `tierlab doctor`: what is installed, what is missing, how to get it. */
export function addDoctor(program: Command, context: CommandContext): void {
  program.command("doctor")
    .description("what is installed, what is missing, how to get it")
    .option("--json", "print one JSON document")
    .action(context.action((options: { json?: boolean }) => doctor(options, context)));
}

async function doctor(options: { json?: boolean }, { terminal }: CommandContext): Promise<number> {
  const machine = machineOf();
  const versions = versionsOf();
  const tools = await Promise.all(TOOLS.map(async (tool) => {
    const version = await versionOf(tool);
    const { name, usedFor, debianPackage } = tool;
    const howToGet = `apt-get install --no-install-recommends ${debianPackage}`;
    return { name, isInstalled: version !== undefined, version: version ?? null, usedFor, howToGet };
  }));
  if (options.json) {
    terminal.print(JSON.stringify({ versions, machine, tools }));
    return 0;
  }
  terminal.print(`tierlab ${versions["tierlab"]}, deno ${versions["deno"]}, v8 ${versions["v8"]}`);
  terminal.print(
    `${machine.os} ${machine.arch}, ${machine.cpus} processors, ${formatSize(machine.memoryBytes)} of memory`,
  );
  terminal.print("");
  terminal.print("simulated runs, replay, reports and the embedded live run need nothing more.");
  terminal.print("for the rest:");
  for (const tool of tools) {
    const state = tool.isInstalled ? `found    ${tool.version}` : `missing  ${tool.howToGet}`;
    terminal.print(`  ${tool.name.padEnd(11)} ${state}`.slice(0, 80));
    terminal.print(`  ${" ".repeat(11)}          for ${tool.usedFor}`);
  }
  return 0;
}

async function versionOf(tool: Tool): Promise<string | undefined> {
  for (const path of [tool.command, ...MORE_FOLDERS.map((folder) => `${folder}/${tool.command}`)]) {
    try {
      const { stdout, stderr, success } = await new Deno.Command(path, { args: [...tool.version] }).output();
      // nginx tells its version there.
      const said = stdout.length > 0 ? stdout : stderr;
      if (success) return new TextDecoder().decode(said).trim().split("\n")[0]!;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) throw error;
    }
  }
  return undefined;
}
