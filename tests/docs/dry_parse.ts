import { Command, CommanderError } from "commander";
import { Failure } from "../../src/base/errors.ts";
import type { CommandContext } from "../../src/cli/command_context.ts";
import { namedParts, namedScenario } from "../../src/cli/named_parts.ts";
import { terminal } from "../../src/cli/terminal.ts";
import { parsePolicies } from "../../src/eviction/create_policy.ts";
import { parseVary } from "../../src/tuning/vary.ts";
import { ROOT } from "./pages.ts";

const adders: ((program: Command, context: CommandContext) => void)[] = [];
for (const { name } of Deno.readDirSync(`${ROOT}src/cli/commands`)) {
  const module = await import(`${ROOT}src/cli/commands/${name}`);
  adders.push(...Object.entries(module).flatMap(([name, add]) => name.startsWith("add") ? [add as never] : []));
}

/** The real commands with their real options; what they would do is done by `act`. */
export function dryProgram(act: (...given: unknown[]) => Promise<void>): Command {
  const context: CommandContext = {
    terminal,
    signal: new AbortController().signal,
    action: () => act,
  };
  const program = new Command("tierlab").helpCommand("help [command]").exitOverride();
  program.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const add of adders) add(program, context);
  return program;
}

/** What is wrong with a command line, without running it; undefined when nothing is. */
export async function faultOfLine(args: readonly string[]): Promise<string | undefined> {
  const program = dryProgram((...given) => checkNames(args[0] ?? "compare", given));
  const names = program.commands.map((command) => command.name());
  if (args[0] !== undefined && !args[0].startsWith("-") && ![...names, "help"].includes(args[0])) {
    return `unknown command: received ${args[0]}`;
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? undefined : `received ${args.join(" ")}: ${error.message}`;
    }
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

/** Names of designs, scenarios and policies, and the settings to vary; modules of the reader's are left to the run. */
async function checkNames(command: string, given: readonly unknown[]): Promise<void> {
  const options = given.find((part) => typeof part === "object" && !Array.isArray(part)) as Record<string, string>;
  const isOwn = (name: string) => name.startsWith(".") || /^[A-Z]+$/.test(name);
  const takesDesigns = ["compare", "live", "verify", "calibrate", "serve", "tune"].includes(command);
  const designs = takesDesigns
    ? [given[0]].flat().filter((name): name is string => typeof name === "string" && !isOwn(name))
    : [];
  if (designs.length > 0) {
    const { designs: [design] } = await namedParts([...designs, ...options.beside?.split(",") ?? []]);
    if (options.vary !== undefined) parseVary(options.vary, design!);
  }
  if (options.scenario !== undefined && !isOwn(options.scenario)) await namedScenario(options.scenario);
  if (options.policy !== undefined) parsePolicies(options.policy);
}
